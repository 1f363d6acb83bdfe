/**
 * What the user has chosen in this browser, kept under `parley.NAME`; an empty text for nothing.
 */
export function keptChoice(name: string) {
  const key = `parley.${name}`;
  const chosen = `parley:${name}`;
  return {
    read: () => localStorage.getItem(key) ?? "",

    choose: (value: string): void => {
      if (value === "") localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      window.dispatchEvent(new Event(chosen));
    },

    /** Calls back when it is chosen, here or in another tab, until the function it returns is called. */
    on: (listener: () => void): (() => void) => {
      window.addEventListener(chosen, listener);
      window.addEventListener("storage", listener);
      return () => {
        window.removeEventListener(chosen, listener);
        window.removeEventListener("storage", listener);
      };
    },
  };
}
