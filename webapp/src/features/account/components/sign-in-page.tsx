import { Wordmark } from "@/components/ui/wordmark";
import { ProviderButton } from "@/features/account/components/provider-button";

interface SignInPageProps {
  provider: string;
  /** Why the last try did not work. */
  failure: string | undefined;
}

/** All that somebody sees who is not signed in. */
export function SignInPage({ provider, failure }: SignInPageProps) {
  return (
    <main className="flex h-full items-center justify-center px-6">
      <div className="max-w-prose space-y-6">
        <p>
          <Wordmark />
        </p>
        <h1 className="font-display text-4xl leading-tight tracking-tight text-balance">
          Ask what your systems know.
        </h1>
        <p className="leading-7 text-muted-foreground">
          Parley looks it up with the tools of your servers, shows every step, and asks before it
          changes anything.
        </p>
        {failure && (
          <p role="alert" className="text-sm leading-6 text-danger">
            {failure}
          </p>
        )}
        <ProviderButton provider={provider} />
      </div>
    </main>
  );
}
