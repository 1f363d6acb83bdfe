import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { UserMessage } from "@/features/chat/components/messages/user-message";

function show(mediaType: string, url: string) {
  const file = { type: "file" as const, mediaType, filename: "a.file", url };
  const parts = [file, { type: "text" as const, text: "Look" }];
  const never = () => expect.unreachable();
  render(
    <UserMessage
      message={{ id: "u1", role: "user", parts }}
      isUnsaved={false}
      canEdit
      draft={undefined}
      onEdit={never}
      onCancel={never}
      onSend={never}
    />,
  );
}

test("a picture is shown and opens whole", () => {
  show("image/png", "/api/attachments/abc");

  const picture = screen.getByRole("img", { name: "a.file" });
  expect(picture.getAttribute("src")).toBe("/api/attachments/abc");
  expect(picture.closest("a")?.getAttribute("href")).toBe("/api/attachments/abc");
});

test("a text can be saved and is never shown as a picture", () => {
  show("image/svg+xml", "/api/attachments/abc");

  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.getByRole("link", { name: "a.file" }).getAttribute("download")).toBe("a.file");
});

test("a file from anywhere else is only named", () => {
  show("image/png", "https://evil.example/api/attachments/abc");

  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText("a.file")).toBeTruthy();
});
