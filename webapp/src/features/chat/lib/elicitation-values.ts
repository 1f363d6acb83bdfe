import type { ElicitationContent } from "@/api/elicitations";
import type { ElicitationField } from "@/api/message";

/** What a field holds while it is filled in; the empty text is nothing. */
export type FieldValue = string | boolean | string[];
export type FormValues = Record<string, FieldValue>;

export function initialValues(fields: ElicitationField[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, initialValue(field)]));
}

/** As the server takes it: what was left empty says so, lest it gets its default after all. */
export function contentOf(fields: ElicitationField[], values: FormValues): ElicitationContent {
  return Object.fromEntries(
    fields.map((field) => [field.name, valueOf(field, values[field.name] ?? "")]),
  );
}

export function fieldLabel(field: ElicitationField): string {
  return field.title ?? field.name;
}

function initialValue(field: ElicitationField): FieldValue {
  switch (field.type) {
    case "text":
      return field.format === "date-time" ? localTime(field.default ?? "") : (field.default ?? "");
    case "number":
      return field.default === undefined ? "" : String(field.default);
    case "boolean":
      return field.default ?? false;
    case "choice":
      return field.default ?? "";
    case "choices":
      return field.default ?? [];
  }
}

function valueOf(field: ElicitationField, value: FieldValue): ElicitationContent[string] {
  if (value === "" || (Array.isArray(value) && value.length === 0 && !field.required)) return null;
  if (typeof value !== "string") return value;
  if (field.type === "number") return Number(value);
  return field.type === "text" && field.format === "date-time" ? universalTime(value) : value;
}

/** As an input of the kind datetime-local has it. */
function localTime(universal: string): string {
  const time = new Date(universal);
  if (Number.isNaN(time.getTime())) return "";
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

function universalTime(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? local : time.toISOString();
}
