import { expect, test } from "vitest";
import { connectionOutcome, outcomeText } from "@/features/servers/lib/connection-outcome";

const textOf = (search: string) => {
  const outcome = connectionOutcome(search);
  return outcome && outcomeText(outcome);
};

test("an address tells that a server is connected, or why not", () => {
  expect(textOf("?connected=shop")).toBe("You are signed in to shop.");
  expect(textOf("?connect-error=authorization_denied&server=shop")).toBe(
    "Signing in to shop did not work. Access was denied.",
  );
  expect(textOf("?connect-error=something_new&server=shop")).toBe(
    "Signing in to shop did not work. Reason: something_new.",
  );
  expect(textOf("?q=x")).toBeUndefined();
  expect(textOf("")).toBeUndefined();
});

test("l15 an address brings no words of its own into the page", () => {
  expect(textOf("?connected=shop.%20Call%20555%20now")).toBe("You are signed in to the server.");
  expect(textOf("?connected=%3Cb%3Ephish%3C%2Fb%3E")).toBe("You are signed in to the server.");
  expect(textOf("?connect-error=Your+account+is+locked&server=shop")).toBeUndefined();
  expect(textOf("?connect-error=token_refused&server=shop+is+evil")).toBe(
    "Signing in to the server did not work. Its sign-in service gave no access.",
  );
});
