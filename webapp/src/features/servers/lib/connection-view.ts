import type { Connection } from "@/api/connections";

interface ConnectionView {
  words: string;
  mood: "good" | "idle" | "waiting" | "bad";
  canSignIn: boolean;
  canDisconnect: boolean;
}

/** How a connection is shown, and what can be done about it. */
export function connectionView({ state, signIn, scopes }: Connection): ConnectionView {
  const hasGrant = scopes.length > 0;
  switch (state) {
    case "connected":
      return { words: "Connected", mood: "good", canSignIn: false, canDisconnect: signIn };
    case "idle":
      return {
        words: "Connects when it is used",
        mood: "idle",
        canSignIn: signIn && !hasGrant,
        canDisconnect: signIn && hasGrant,
      };
    case "needs_sign_in":
      return {
        words: "Waits for you to sign in",
        mood: "waiting",
        canSignIn: signIn,
        canDisconnect: signIn && hasGrant,
      };
    case "failed":
      return {
        words: "Does not work",
        mood: "bad",
        canSignIn: signIn,
        canDisconnect: signIn && hasGrant,
      };
  }
}
