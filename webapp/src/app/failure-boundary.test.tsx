import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { FailureBoundary } from "@/app/failure-boundary";

test("a page that fails says what to do instead of going blank", () => {
  vi.spyOn(console, "error").mockReturnValue();
  const Broken = (): never => {
    throw new Error("broken");
  };

  render(
    <FailureBoundary>
      <Broken />
    </FailureBoundary>,
  );

  expect(screen.getByRole("alert").textContent).toContain("Nothing is lost");
  expect(screen.getByRole("button", { name: "Load it again" })).toBeTruthy();
});
