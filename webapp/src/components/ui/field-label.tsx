import { cn } from "@/lib/cn";

interface FieldLabelProps {
  /** Of the field; the hint's is this with `-hint`. */
  id: string;
  label: string;
  hint: string;
  isRequired: boolean;
  isHidden?: boolean;
}

/** What stands above a field: its name, whether it must be filled in, and a hint. */
export function FieldLabel({ id, label, hint, isRequired, isHidden = false }: FieldLabelProps) {
  return (
    <>
      <label htmlFor={id} className={cn("text-sm font-medium", isHidden && "sr-only")}>
        {label}
        {isRequired && (
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
    </>
  );
}
