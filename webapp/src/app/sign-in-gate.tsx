import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { statusQuery } from "@/api/queries";
import { App } from "@/app/app";
import { SignInPage } from "@/features/account/components/sign-in-page";
import { SignedOutDialog } from "@/features/account/components/signed-out-dialog";
import { signInFailure } from "@/features/account/lib/sign-in-outcome";
import { onLeft } from "@/lib/other-tabs";
import { pageWindow } from "@/lib/page-window";
import { onSignedOut } from "@/lib/signed-out";
import { onWorkspace, readWorkspace } from "@/lib/workspace";

/** The page, for whoever may see it. Who is signed out in the middle keeps what is on the screen. */
export function SignInGate() {
  const queries = useQueryClient();
  const { data: status, error } = useQuery(statusQuery);
  const [failure] = useState(() => signInFailure(location.search));
  const [wasSignedIn, setWasSignedIn] = useState<boolean>();
  const [signIns, setSignIns] = useState(0);
  const [isDismissed, setIsDismissed] = useState(false);
  const workspaceRead = useRef(readWorkspace());

  if (status && status.signedIn !== wasSignedIn) {
    setWasSignedIn(status.signedIn);
    setIsDismissed(false);
    // Whoever is back, by another tab perhaps, finds what is stored, and what they were sending goes out.
    if (status.signedIn) setSignIns(signIns + 1);
  }

  useEffect(() => {
    // A reload, or a bookmark, is not another sign-in.
    const { pathname, search } = location;
    if (/[?&](sign-in-error|signed-in)\b/.test(search)) {
      history.replaceState(history.state, "", pathname);
    }
  }, []);

  useEffect(
    () =>
      onSignedOut(() => {
        setIsDismissed(false);
        queries.setQueryData(
          statusQuery.queryKey,
          (known) => known && { ...known, signedIn: false },
        );
      }),
    [queries],
  );

  // Who signs out themselves wants nothing of theirs to stay on a screen.
  useEffect(() => onLeft(() => pageWindow.goTo("/")), []);

  // What was read for one workspace says nothing of another. First this, then the page anew.
  useEffect(
    () =>
      onWorkspace(() => {
        if (readWorkspace() === workspaceRead.current) return;
        workspaceRead.current = readWorkspace();
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "auth" });
      }),
    [queries],
  );
  const workspace = useSyncExternalStore(onWorkspace, readWorkspace);

  if (!status && !error) return null;
  if (status?.signedIn === false && signIns === 0) {
    return <SignInPage provider={status.provider} failure={failure} />;
  }
  // A server that cannot be reached is the page's to tell, which also waits for it.
  return (
    <>
      <App key={`${signIns} ${workspace} ${status?.principal?.name ?? ""}`} />
      {status?.signedIn === false && !isDismissed && (
        <SignedOutDialog provider={status.provider} onClose={() => setIsDismissed(true)} />
      )}
    </>
  );
}
