import { afterEach, expect, test, vi } from "vitest";
import { followTurn } from "@/features/chat/lib/follow-turn";

afterEach(() => {
  vi.unstubAllGlobals();
});

const watcher = { onLost: vi.fn(), onRestored: vi.fn(), onMissedEnd: vi.fn() };

function stream(...events: [id: number, chunk: object][]): Response {
  return new Response(
    events.map(([id, chunk]) => `id: 1.${id}\ndata: ${JSON.stringify(chunk)}\n\n`).join(""),
  );
}

test("a cut line is taken up after the last event, of the same turn", async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal("fetch", fetched);
  const first = stream(
    [1, { type: "start", messageId: "m1", messageMetadata: { turnId: "turn 1" } }],
    [2, { type: "start-step" }],
  );

  const types: string[] = [];
  for await (const chunk of followTurn("c1", first, watcher, new AbortController().signal)) {
    types.push(chunk.type);
  }

  expect(types).toEqual(["start", "start-step"]);
  expect(fetched).toHaveBeenCalledExactlyOnceWith(
    "/api/chat/c1/stream?turn=turn%201",
    expect.objectContaining({ headers: { "Last-Event-ID": "1.2" } }),
  );
  expect(watcher.onMissedEnd).toHaveBeenCalledOnce();
});
