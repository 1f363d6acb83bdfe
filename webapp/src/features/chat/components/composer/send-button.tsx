import { ArrowUp, Square } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";

interface SendButtonProps {
  /** An answer is on its way: the button stops it. */
  isBusy: boolean;
  isStopping: boolean;
  /** Files are on their way, and the message after them. */
  isWaiting: boolean;
  isEmpty: boolean;
  onStop: () => void;
}

/** Sends its form, or stops the answer. */
export function SendButton({ isBusy, isStopping, isWaiting, isEmpty, onStop }: SendButtonProps) {
  if (isBusy) {
    return (
      <Button size="round" aria-label="Stop" disabled={isStopping} onClick={onStop}>
        <Square aria-hidden className="fill-current" />
      </Button>
    );
  }
  return (
    <Button
      type="submit"
      variant="primary"
      size="round"
      aria-label="Send"
      disabled={isEmpty || isWaiting}
    >
      {isWaiting ? <Spinner /> : <ArrowUp aria-hidden />}
    </Button>
  );
}
