// Anybody can make an address: it may name a reason, but not bring sentences of its own.
const CODE = /^[a-z_]{1,64}$/;

const reasons: Record<string, string> = {
  authorization_denied: "Access was denied.",
  authorization_unreachable: "The sign-in service does not answer.",
  authorization_metadata_invalid: "What the sign-in service says about itself is wrong.",
  authorization_issuer_mismatch: "The answer did not come from the sign-in service.",
  as_no_pkce: "The sign-in service lacks a protection (PKCE) that Parley insists on.",
  token_refused: "The sign-in service did not say who you are.",
  account_disabled: "This account has been disabled. Ask whoever runs Parley here.",
  storage_unavailable: "The sign-in could not be saved. Try again in a moment.",
};

/** Why signing in did not work, as the query of an address tells; nothing when it tells of none. */
export function signInFailure(search: string): string | undefined {
  const code = new URLSearchParams(search).get("sign-in-error");
  if (code === null || !CODE.test(code)) return undefined;
  return `Signing in did not work. ${reasons[code] ?? `Reason: ${code}.`}`;
}
