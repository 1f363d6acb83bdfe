import { useId, type ComponentProps } from "react";

interface SelectFieldProps extends ComponentProps<"select"> {
  label: string;
  hint?: string;
}

export function SelectField({ label, hint = "", ...props }: SelectFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {props.required && (
          <span className="font-normal text-muted-foreground" aria-hidden>
            {" "}
            · required
          </span>
        )}
      </label>
      {hint !== "" && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      <select
        id={id}
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
        className="mt-1.5 h-9 w-full rounded-lg border border-input/60 bg-background px-2.5 text-sm"
        {...props}
      />
    </div>
  );
}
