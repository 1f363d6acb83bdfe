import { useEffect, useState } from "react";
import { connectionOutcome } from "@/features/servers/lib/connection-outcome";

/** What came of a sign-in the browser comes back from, until dismissed; it leaves the address. */
export function useConnectionOutcome() {
  const [outcome, setOutcome] = useState(() => connectionOutcome(location.search));

  useEffect(() => {
    // A reload, or a bookmark, is not another sign-in.
    if (outcome) history.replaceState(history.state, "", location.pathname);
  }, [outcome]);

  return [outcome, () => setOutcome(undefined)] as const;
}
