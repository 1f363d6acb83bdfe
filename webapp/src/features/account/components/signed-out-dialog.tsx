import { Dialog } from "@/components/ui/dialog";
import { ProviderButton } from "@/features/account/components/provider-button";

interface SignedOutDialogProps {
  provider: string;
  onClose: () => void;
}

/** The way back in for somebody who was signed out in the middle of something. */
export function SignedOutDialog({ provider, onClose }: SignedOutDialogProps) {
  return (
    <Dialog
      title="You are signed out"
      description="Sign in to go on. What you have written is kept, and what you were sending is sent then."
      onClose={onClose}
    >
      <ProviderButton provider={provider} />
    </Dialog>
  );
}
