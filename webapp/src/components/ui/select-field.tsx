import { useId, type ComponentProps } from "react";
import { FieldLabel } from "@/components/ui/field-label";

interface SelectFieldProps extends ComponentProps<"select"> {
  label: string;
  hint?: string;
}

export function SelectField({ label, hint = "", ...props }: SelectFieldProps) {
  const id = useId();
  return (
    <div>
      <FieldLabel id={id} label={label} hint={hint} isRequired={props.required === true} />
      <select
        id={id}
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
        className="mt-1.5 h-9 w-full rounded-lg border border-input/60 bg-background px-2.5 text-sm"
        {...props}
      />
    </div>
  );
}
