import * as Radix from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";

interface MenuChoicesProps<T extends string> {
  label: string;
  choices: readonly T[];
  chosen: T;
  words: Record<T, string>;
  onChoose: (choice: T) => void;
}

/** One of several in a menu, which stays open for the eye to see what it did. */
export function MenuChoices<T extends string>(props: MenuChoicesProps<T>) {
  return (
    <Radix.RadioGroup aria-label={props.label} value={props.chosen}>
      <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-muted-foreground">
        {props.label}
      </Radix.Label>
      {props.choices.map((choice) => (
        <Radix.RadioItem
          key={choice}
          value={choice}
          onSelect={(event) => {
            event.preventDefault();
            props.onChoose(choice);
          }}
          className="flex cursor-pointer items-center justify-between gap-6 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-muted"
        >
          {props.words[choice]}
          <Radix.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
