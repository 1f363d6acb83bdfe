import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  parseJsonEventStream,
  readUIMessageStream,
  uiMessageChunkSchema,
  type UIMessage,
  type UIMessageChunk,
} from "ai";
import { describe, expect, test } from "vitest";
import { ServerSentEventDecoder } from "@/lib/sse";
import { orderProblems } from "@/testing/stream-order";
import { wireChunk, type WireChunk } from "@/testing/wire-schema";

// The server's recordings are written by its own tests; the page's are of the mock server.
// PARLEY_RECORDINGS names a folder with more: what a test has just seen the program send.
const folders = [
  "src/testing/recordings",
  "../adapters-http/src/test/resources/sse",
  ...(process.env.PARLEY_RECORDINGS === undefined ? [] : [process.env.PARLEY_RECORDINGS]),
];
const files = folders
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".sse"))
      .map((name) => join(folder, name)),
  );

test("there are recordings", () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(file, "utf8");

  test("every chunk has the keys it may have and no other", () => {
    expect(
      dataOf(text)
        .slice(0, -1)
        .map(problemOf)
        .filter((problem) => problem !== ""),
    ).toEqual([]);
  });

  test("the chunks are in order and the end is marked", () => {
    expect(dataOf(text).at(-1)).toBe("[DONE]");
    expect(orderProblems(chunksOf(text))).toEqual([]);
  });

  test("event ids only grow", () => {
    const ids = [...text.matchAll(/^id: 1\.(\d+)$/gm)].map((match) => Number(match[1]));

    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? id))).toBe(true);
  });

  test("the SDK reads a whole message from it", async () => {
    const { message, error } = await replay(text);

    const last = chunksOf(text).at(-1);
    expect(error).toBe(last?.type === "error" ? last.errorText : undefined);
    expect(message?.role).toBe("assistant");
    expect(message?.parts.filter(isUnfinished)).toEqual([]);
  });
});

function dataOf(text: string): string[] {
  return new ServerSentEventDecoder().push(text).map((event) => event.data);
}

function chunksOf(text: string): WireChunk[] {
  return dataOf(text)
    .slice(0, -1)
    .map((data) => wireChunk.parse(JSON.parse(data)));
}

function problemOf(data: string): string {
  if (/:null[,}]/.test(data)) return `null in ${data}`;
  const parsed = wireChunk.safeParse(JSON.parse(data));
  return parsed.success ? "" : data;
}

async function replay(text: string) {
  let error: string | undefined;
  const stream = parseJsonEventStream({
    stream: new Response(text).body ?? new ReadableStream(),
    schema: uiMessageChunkSchema,
  }).pipeThrough(
    new TransformStream<{ success: boolean; value?: UIMessageChunk }, UIMessageChunk>({
      transform(result, controller) {
        if (!result.value) throw new Error("The SDK refuses a chunk.");
        controller.enqueue(result.value);
      },
    }),
  );
  let message: UIMessage | undefined;
  const messages = readUIMessageStream({
    stream,
    ...earlierMessage(text),
    onError: (failure) => (error = failure instanceof Error ? failure.message : String(failure)),
  });
  for await (const state of messages) message = state;
  return { message, error };
}

/** A turn that answers an approval goes on with the message that asked for it. */
function earlierMessage(text: string): { message?: UIMessage } {
  const asked = chunksOf(text).flatMap((chunk) =>
    chunk.type === "tool-approval-response" ? [chunk.approvalId] : [],
  );
  if (asked.length === 0) return {};
  const parts = asked.map((id) => ({
    type: "dynamic-tool" as const,
    toolName: "demo__tool",
    toolCallId: id,
    state: "approval-requested" as const,
    input: {},
    approval: { id },
  }));
  const start = chunksOf(text)[0];
  const id = start?.type === "start" ? start.messageId : "";
  return {
    message: { id, role: "assistant", parts: [{ type: "step-start" }, ...parts] },
  };
}

function isUnfinished(part: UIMessage["parts"][number]): boolean {
  if (part.type === "text" || part.type === "reasoning") return part.state === "streaming";
  return part.type === "dynamic-tool" && /^(input|approval-responded)/.test(part.state);
}
