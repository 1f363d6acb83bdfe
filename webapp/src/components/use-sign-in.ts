import { useMutation } from "@tanstack/react-query";
import { beginSignIn } from "@/api/auth";
import { pageWindow } from "@/lib/page-window";

/** Leads to the sign-in of a server, or of Parley itself, and from there back to where the page is. */
export function useSignIn(server?: string) {
  // A mutation's own callback runs even when the button is gone by then.
  return useMutation({
    mutationFn: () => beginSignIn(location.pathname, server),
    onSuccess: (url) => pageWindow.goTo(url),
  });
}
