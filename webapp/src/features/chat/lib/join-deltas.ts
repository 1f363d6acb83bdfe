import type { UIMessageChunk } from "ai";

type Delta = Extract<UIMessageChunk, { type: "text-delta" | "reasoning-delta" }>;
type Output = TransformStreamDefaultController<UIMessageChunk>;

/**
 * Joins the pieces of a text that come within `millis`: for each chunk the SDK copies the message it
 * makes, and a model says a hundred pieces a second. A piece that comes after a pause passes at once.
 */
export function joinDeltas(millis: number): TransformStream<UIMessageChunk, UIMessageChunk> {
  let held: Delta | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let passedAt = -Infinity;

  function pass(output: Output) {
    clearTimeout(timer);
    if (!held) return;
    output.enqueue(held);
    held = undefined;
    passedAt = performance.now();
  }

  function passLater(output: Output) {
    try {
      pass(output);
    } catch {
      // Whoever read has gone.
    }
  }

  return new TransformStream({
    transform(chunk, output) {
      if (held && isMoreOf(held, chunk)) {
        held = { ...held, delta: held.delta + chunk.delta };
        return;
      }
      pass(output);
      if (!isDelta(chunk)) {
        output.enqueue(chunk);
        return;
      }
      held = chunk;
      const wait = passedAt + millis - performance.now();
      if (wait <= 0) pass(output);
      else timer = setTimeout(() => passLater(output), wait);
    },
    flush: pass,
  });
}

function isDelta(chunk: UIMessageChunk): chunk is Delta {
  return chunk.type === "text-delta" || chunk.type === "reasoning-delta";
}

function isMoreOf(held: Delta, chunk: UIMessageChunk): chunk is Delta {
  return isDelta(chunk) && chunk.type === held.type && chunk.id === held.id;
}
