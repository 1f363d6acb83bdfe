import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "@/api/queries";
import { SignInButton } from "@/components/sign-in-button";

/** A way in to every server that still waits for the user to sign in. */
export function SignInOffers() {
  const { data: connections = [] } = useQuery(connectionsQuery);
  return connections
    .filter((one) => one.state === "needs_sign_in" && one.signIn)
    .map((one) => <SignInButton key={one.name} server={one.name} namesServer />);
}
