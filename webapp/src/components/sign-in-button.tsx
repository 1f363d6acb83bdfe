import { Button } from "@/components/ui/button";
import { useSignIn } from "@/components/use-sign-in";

interface SignInButtonProps {
  server: string;
  /** Whether the button says which server, as nothing near it does. */
  namesServer?: boolean;
}

/** Leads to the sign-in of a server, and from there back to where the page is now. */
export function SignInButton({ server, namesServer = false }: SignInButtonProps) {
  const begin = useSignIn(server);
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
