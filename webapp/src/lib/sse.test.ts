import { expect, test } from "vitest";
import { ServerSentEventDecoder } from "@/lib/sse";

function decode(...pieces: string[]) {
  const decoder = new ServerSentEventDecoder();
  return pieces.flatMap((piece) => decoder.push(piece));
}

test("an event has its id and data", () => {
  expect(decode("id: 3\ndata: {}\n\n")).toEqual([{ id: "3", data: "{}" }]);
});

test("an event without an id line does not inherit one", () => {
  expect(decode("id: 3\ndata: a\n\ndata: b\n\n")[1]).toEqual({ data: "b" });
});

test("the pieces it arrives in do not matter", () => {
  const text =
    "id: 1\r\ndata: one\r\n\r\n: keep-alive\r\n\r\nid: 2\r\ndata: two\r\ndata: lines\r\n\r\n";

  for (let size = 1; size < text.length; size++) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(decode(...pieces)).toEqual([
      { id: "1", data: "one" },
      { id: "2", data: "two\nlines" },
    ]);
  }
});

test("an event that is cut off is not an event", () => {
  expect(decode("id: 1\ndata: whole\n\nid: 2\ndata: ha")).toEqual([{ id: "1", data: "whole" }]);
});
