interface ThinkingIndicatorProps {
  label?: string;
}

export function ThinkingIndicator({ label = "Thinking" }: ThinkingIndicatorProps) {
  return (
    <p className="flex items-center gap-2.5 text-sm text-muted-foreground">
      <span aria-hidden className="size-2 animate-breathe rounded-full bg-accent" />
      {label}…
    </p>
  );
}
