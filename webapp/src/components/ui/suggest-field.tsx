import { useId, useState, type ComponentProps, type KeyboardEvent } from "react";
import { FieldLabel } from "@/components/ui/field-label";
import { cn } from "@/lib/cn";
import { visibleText } from "@/lib/visible-text";

interface SuggestFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  hint?: string;
  value: string;
  /** What might be meant; anything else may be written too. */
  options: readonly string[];
  onChange: (value: string) => void;
}

/** A text field that suggests values (an ARIA combobox with a list): arrows choose, Enter takes. */
export function SuggestField(props: SuggestFieldProps) {
  const { label, hint = "", value, options, onChange, ...input } = props;
  const id = useId();
  const [isWanted, setIsWanted] = useState(false);
  const [highlighted, setHighlighted] = useState(-1);
  const shown = options.filter((option) => option !== value);
  const isOpen = isWanted && shown.length > 0;
  const current = Math.min(highlighted, shown.length - 1);

  function close() {
    setIsWanted(false);
    setHighlighted(-1);
  }

  function take(option: string) {
    onChange(option);
    close();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" && !isOpen) setIsWanted(true);
    else if (!isOpen || !onListKey(event.key)) return;
    event.preventDefault();
  }

  function onListKey(key: string): boolean {
    const option = shown[current];
    if (key === "ArrowDown") setHighlighted((current + 1) % shown.length);
    else if (key === "ArrowUp") setHighlighted(current <= 0 ? shown.length - 1 : current - 1);
    else if (key === "Escape") close();
    else if (key === "Enter" && option !== undefined) take(option);
    else return false;
    return true;
  }

  return (
    <div>
      <FieldLabel id={id} label={label} hint={hint} isRequired={input.required === true} />
      <div className="relative mt-1.5">
        <input
          id={id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? `${id}-list` : undefined}
          aria-activedescendant={isOpen && current >= 0 ? `${id}-${current}` : undefined}
          aria-describedby={hint === "" ? undefined : `${id}-hint`}
          autoComplete="off"
          className="h-9 w-full rounded-lg border border-input/60 bg-background px-3 text-sm"
          {...input}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            setIsWanted(true);
            setHighlighted(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {isOpen && (
          <ul
            id={`${id}-list`}
            role="listbox"
            aria-label={`Suggestions for ${label}`}
            className="absolute inset-x-0 top-full z-10 mt-1 max-h-44 overflow-y-auto rounded-xl border border-border bg-surface p-1 shadow-popover"
          >
            {shown.map((option, i) => (
              <li
                key={option}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === current}
                className={cn(
                  "cursor-pointer truncate rounded-lg px-2.5 py-1.5 text-sm",
                  i === current ? "bg-muted" : "hover:bg-muted/60",
                )}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(option);
                }}
              >
                {visibleText(option)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
