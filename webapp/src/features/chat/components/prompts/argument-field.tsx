import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { complete, type CompletionPlace } from "@/api/completions";
import { SuggestField } from "@/components/ui/suggest-field";
import { useDebounced } from "@/lib/use-debounced";
import { visibleText } from "@/lib/visible-text";

interface ArgumentFieldProps {
  place: CompletionPlace;
  name: string;
  description: string;
  isRequired: boolean;
  autoFocus: boolean;
  /** All arguments as they are filled in. */
  values: Record<string, string>;
  onChange: (value: string) => void;
}

const TYPING_MILLIS = 200;

/** One argument, with what its server suggests for it; a server that suggests nothing is no error. */
export function ArgumentField(props: ArgumentFieldProps) {
  const { place, name, values } = props;
  const [isVisited, setIsVisited] = useState(false);
  const settled = useDebounced(values, TYPING_MILLIS);
  const others = Object.fromEntries(
    Object.entries(settled).filter(([other, value]) => other !== name && value.trim() !== ""),
  );
  const value = settled[name] ?? "";
  const { data = [] } = useQuery({
    queryKey: ["complete", place, name, value, others],
    queryFn: ({ signal }) => complete(place, name, value, others, signal),
    enabled: isVisited,
    placeholderData: (before) => before,
    retry: false,
    staleTime: 60_000,
  });
  return (
    <SuggestField
      label={visibleText(name)}
      hint={visibleText(props.description)}
      required={props.isRequired}
      autoFocus={props.autoFocus}
      value={values[name] ?? ""}
      options={data}
      onFocus={() => setIsVisited(true)}
      onChange={props.onChange}
    />
  );
}
