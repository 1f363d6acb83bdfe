import { useId, type ComponentProps } from "react";
import { FieldLabel } from "@/components/ui/field-label";
import { cn } from "@/lib/cn";

interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: string;
  isLabelHidden?: boolean;
}

export function TextField({
  label,
  hint = "",
  isLabelHidden = false,
  className,
  ...props
}: TextFieldProps) {
  const id = useId();
  return (
    <div>
      <FieldLabel
        id={id}
        label={label}
        hint={hint}
        isRequired={props.required === true}
        isHidden={isLabelHidden}
      />
      <input
        id={id}
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
        autoComplete="off"
        className={cn(
          "h-9 w-full rounded-lg border border-input/60 bg-background px-3 text-sm placeholder:text-muted-foreground",
          !isLabelHidden && "mt-1.5",
          className,
        )}
        {...props}
      />
    </div>
  );
}
