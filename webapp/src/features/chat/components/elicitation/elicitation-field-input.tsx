import { useId } from "react";
import type { ElicitationField } from "@/api/message";
import { CheckField } from "@/components/ui/check-field";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { fieldLabel, type FieldValue } from "@/features/chat/lib/elicitation-values";
import { visibleText } from "@/lib/visible-text";

interface ElicitationFieldInputProps {
  field: ElicitationField;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}

const INPUT_TYPES = {
  email: "email",
  uri: "url",
  date: "date",
  "date-time": "datetime-local",
} as const;

/** One value a server asks for, by the control that fits its type. */
export function ElicitationFieldInput({ field, value, onChange }: ElicitationFieldInputProps) {
  const label = visibleText(fieldLabel(field));
  const hint = visibleText(field.description ?? "");
  const text = typeof value === "string" ? value : "";
  switch (field.type) {
    case "text":
      return (
        <TextField
          label={label}
          hint={hint}
          type={field.format === undefined ? "text" : INPUT_TYPES[field.format]}
          {...(field.format === "date-time" ? { step: 1 } : {})}
          required={field.required}
          minLength={field.minLength}
          maxLength={field.maxLength}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <TextField
          label={label}
          hint={hint}
          type="number"
          required={field.required}
          min={field.minimum}
          max={field.maximum}
          step={field.integer ? 1 : "any"}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "boolean":
      return (
        <CheckField
          label={label}
          hint={hint}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case "choice":
      return (
        <SelectField
          label={label}
          hint={hint}
          required={field.required}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">Choose…</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {visibleText(option.title)}
            </option>
          ))}
        </SelectField>
      );
    case "choices":
      return (
        <ChoicesField
          field={field}
          chosen={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
  }
}

interface ChoicesFieldProps {
  field: Extract<ElicitationField, { type: "choices" }>;
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function ChoicesField({ field, chosen, onChange }: ChoicesFieldProps) {
  const id = useId();
  const hint = visibleText(field.description ?? "");
  return (
    <fieldset className="space-y-1.5" aria-describedby={hint === "" ? undefined : `${id}-hint`}>
      <legend className="text-sm font-medium">
        {visibleText(fieldLabel(field))}
        {field.required && <span className="font-normal text-muted-foreground"> · required</span>}
      </legend>
      {hint !== "" && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      {field.options.map((option) => (
        <CheckField
          key={option.value}
          label={visibleText(option.title)}
          checked={chosen.includes(option.value)}
          onChange={(event) =>
            onChange(
              field.options
                .map((one) => one.value)
                .filter((one) =>
                  one === option.value ? event.target.checked : chosen.includes(one),
                ),
            )
          }
        />
      ))}
    </fieldset>
  );
}
