import { useId, type ComponentProps } from "react";

interface CheckFieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: string;
}

export function CheckField({ label, hint = "", ...props }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
        className="mt-1 size-4 shrink-0 accent-accent"
        {...props}
      />
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint !== "" && (
          <p id={`${id}-hint`} className="text-sm text-muted-foreground">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
