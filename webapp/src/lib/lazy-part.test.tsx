import { render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { lazyPart } from "@/lib/lazy-part";

test("a part that cannot be loaded at first comes later, and the page stays", async () => {
  let tries = 0;
  const Part = lazyPart(() =>
    ++tries < 3
      ? Promise.reject(new TypeError("Failed to fetch dynamically imported module"))
      : Promise.resolve(() => <p>Here at last</p>),
  );

  render(
    <>
      <p>The page</p>
      <Suspense>
        <Part />
      </Suspense>
    </>,
  );

  expect(screen.getByText("The page")).toBeTruthy();
  expect(await screen.findByText("Here at last")).toBeTruthy();
  expect(tries).toBe(3);
});
