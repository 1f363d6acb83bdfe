import { LogIn } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useSignIn } from "@/components/use-sign-in";

interface ProviderButtonProps {
  provider: string;
}

/** Leads to the sign-in of Parley itself, and from there back to where the page is now. */
export function ProviderButton({ provider }: ProviderButtonProps) {
  const begin = useSignIn();
  return (
    <>
      <Button
        variant="primary"
        autoFocus
        data-first
        disabled={begin.isPending}
        onClick={() => begin.mutate()}
      >
        <LogIn aria-hidden /> Sign in with {provider}
      </Button>
      {begin.error && (
        <p role="alert" className="text-sm leading-6 wrap-anywhere text-danger">
          {begin.error.message}
        </p>
      )}
    </>
  );
}
