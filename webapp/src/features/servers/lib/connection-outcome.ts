/** What came of signing in at a server, as the address says that leads back to the page. */
export type ConnectionOutcome =
  { kind: "connected"; server: string } | { kind: "failed"; server: string; code: string };

// Anybody can make an address: it may name things, but not bring sentences of its own.
const SERVER = /^[A-Za-z0-9._-]{1,64}$/;
const CODE = /^[a-z_]{1,64}$/;

const reasons: Record<string, string> = {
  server_not_found: "There is no such server.",
  authorization_not_needed: "It asks for no sign-in.",
  authorization_unreachable: "It, or its sign-in service, does not answer.",
  egress_denied: "Its sign-in service is at an address Parley may not connect to.",
  authorization_metadata_invalid: "What it says about its sign-in is wrong.",
  as_no_pkce: "Its sign-in service lacks a protection (PKCE) that Parley insists on.",
  client_not_registered: "Parley is not registered with its sign-in service.",
  authorization_issuer_mismatch: "The answer did not come from its sign-in service.",
  authorization_denied: "Access was denied.",
  token_refused: "Its sign-in service gave no access.",
  storage_unavailable: "The access could not be saved.",
};

/** The outcome that the query of an address tells of; nothing when it tells of none. */
export function connectionOutcome(search: string): ConnectionOutcome | undefined {
  const query = new URLSearchParams(search);
  const connected = query.get("connected");
  if (connected !== null) return { kind: "connected", server: nameIn(connected) };
  const code = query.get("connect-error");
  if (code === null || !CODE.test(code)) return undefined;
  return { kind: "failed", server: nameIn(query.get("server") ?? ""), code };
}

function nameIn(text: string): string {
  return SERVER.test(text) ? text : "";
}

/** The outcome as a sentence or two. */
export function outcomeText(outcome: ConnectionOutcome): string {
  // Its row in the list of servers says the rest.
  const name = outcome.server === "" ? "the server" : outcome.server;
  switch (outcome.kind) {
    case "connected":
      return `You are signed in to ${name}.`;
    case "failed": {
      const reason = reasons[outcome.code] ?? `Reason: ${outcome.code}.`;
      return `Signing in to ${name} did not work. ${reason}`;
    }
  }
}
