import { useEffect, type ComponentProps, type RefObject } from "react";

interface MessageFieldProps extends Pick<
  ComponentProps<"textarea">,
  "value" | "placeholder" | "onKeyDown"
> {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** The list of commands, which the field points into. */
  menu: { id: string; isOpen: boolean; current: number };
  onWrite: (text: string) => void;
  onFiles: (files: File[]) => void;
}

/** A text as high as it needs to be, into which files may be pasted. */
export function MessageField({ ref, menu, onWrite, onFiles, ...field }: MessageFieldProps) {
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [ref, field.value, field.placeholder]);

  return (
    <textarea
      {...field}
      ref={ref}
      rows={1}
      aria-label="Message to Parley"
      role="combobox"
      aria-autocomplete="list"
      aria-expanded={menu.isOpen}
      aria-controls={menu.isOpen ? menu.id : undefined}
      aria-activedescendant={menu.isOpen ? `${menu.id}-${menu.current}` : undefined}
      className="max-h-60 min-w-0 flex-1 resize-none bg-transparent px-1 py-1.5 leading-6 outline-none placeholder:text-muted-foreground"
      onChange={(event) => onWrite(event.target.value)}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      }}
    />
  );
}
