import type { UIMessageChunk } from "ai";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { joinDeltas } from "@/features/chat/lib/join-deltas";

const MILLIS = 50;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const text = (delta: string, id = "t1"): UIMessageChunk => ({ type: "text-delta", id, delta });

function open() {
  const joining = joinDeltas(MILLIS);
  const writer = joining.writable.getWriter();
  const passed: UIMessageChunk[] = [];
  const ended = joining.readable.pipeTo(
    new WritableStream({
      write(chunk) {
        passed.push(chunk);
      },
    }),
  );
  return { writer, passed, ended };
}

test("the first piece passes at once, those soon after it pass as one", async () => {
  const { writer, passed } = open();

  for (const piece of ["a", "b", "c"]) void writer.write(text(piece));
  await vi.advanceTimersByTimeAsync(MILLIS - 1);
  expect(passed).toEqual([text("a")]);
  await vi.advanceTimersByTimeAsync(1);

  expect(passed).toEqual([text("a"), text("bc")]);
});

test("what comes after a pause passes at once", async () => {
  const { writer, passed } = open();
  void writer.write(text("a"));
  await vi.advanceTimersByTimeAsync(MILLIS);

  void writer.write(text("b"));
  await vi.advanceTimersByTimeAsync(0);

  expect(passed).toEqual([text("a"), text("b")]);
});

test("nothing overtakes a piece, and texts stay apart", async () => {
  const { writer, passed, ended } = open();
  const end: UIMessageChunk = { type: "text-end", id: "t1" };
  const thought: UIMessageChunk = { type: "reasoning-delta", id: "t1", delta: "x" };

  const chunks = [text("a"), text("b"), text("c", "t2"), thought, text("d"), end, text("e", "t3")];
  for (const chunk of chunks) void writer.write(chunk);
  await writer.close();
  await ended;

  expect(passed).toEqual(chunks);
});

test("a reader who leaves is not written to", async () => {
  const joining = joinDeltas(MILLIS);
  const writer = joining.writable.getWriter();
  const reader = joining.readable.getReader();
  void writer.write(text("a"));
  await reader.read();
  void writer.write(text("b")).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(0);

  await reader.cancel(new Error("left"));
  await vi.advanceTimersByTimeAsync(MILLIS);

  await expect(writer.write(text("c"))).rejects.toThrow("left");
});
