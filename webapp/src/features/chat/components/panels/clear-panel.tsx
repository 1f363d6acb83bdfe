import { Button } from "@/components/ui/button";

interface ClearPanelProps {
  onCancel: () => void;
  onNew: () => void;
}

export function ClearPanel({ onCancel, onNew }: ClearPanelProps) {
  return (
    <div className="space-y-3">
      <p className="text-sm leading-6 text-muted-foreground">
        A new conversation begins, and the assistant knows nothing of this one. This one stays in
        the list at the left until you delete it there.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button variant="primary" data-first onClick={onNew}>
          Start a new conversation
        </Button>
      </div>
    </div>
  );
}
