import { useMutation } from "@tanstack/react-query";
import { beginSignIn } from "@/api/auth";
import { Button } from "@/components/ui/button";
import { pageWindow } from "@/lib/page-window";

interface SignInButtonProps {
  server: string;
  /** Whether the button says which server, as nothing near it does. */
  namesServer?: boolean;
}

/** Leads to the sign-in of a server, and from there back to where the page is now. */
export function SignInButton({ server, namesServer = false }: SignInButtonProps) {
  // A mutation's own callback runs even when the button is gone by then.
  const begin = useMutation({
    mutationFn: () => beginSignIn(location.pathname, server),
    onSuccess: (url) => pageWindow.goTo(url),
  });
  return (
    <>
      <Button
        size="small"
        className="text-foreground"
        aria-label={`Sign in to ${server}`}
        disabled={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {namesServer ? `Sign in to ${server}` : "Sign in"}
      </Button>
      {begin.error && (
        <p role="alert" className="w-full text-xs leading-5 wrap-anywhere text-danger">
          {begin.error.message}
        </p>
      )}
    </>
  );
}
