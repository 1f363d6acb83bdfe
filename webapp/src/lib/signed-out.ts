const SIGNED_OUT = "parley:signed-out";

/** Tells the page that the server does not know its user, or not any more. */
export function tellSignedOut(): void {
  window.dispatchEvent(new Event(SIGNED_OUT));
}

/** Calls back whenever that is told, until the function it returns is called. */
export function onSignedOut(listener: () => void): () => void {
  window.addEventListener(SIGNED_OUT, listener);
  return () => window.removeEventListener(SIGNED_OUT, listener);
}
