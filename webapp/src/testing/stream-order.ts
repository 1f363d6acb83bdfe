import type { WireChunk } from "@/testing/wire-schema";

/** What is out of order in a stream's chunks, one line each; nothing when all is well. */
export function orderProblems(chunks: WireChunk[]): string[] {
  const problems: string[] = [];
  const openBlocks = new Set<string>();
  const inputs = new Set<string>();
  const results = new Set<string>();
  let isInStep = false;
  const check = (holds: boolean, what: string, at: number) => {
    if (!holds) problems.push(`chunk ${at + 1}: ${what}`);
  };
  chunks.forEach((chunk, i) => {
    check((chunk.type === "start") === (i === 0), "start comes first and once", i);
    switch (chunk.type) {
      case "start-step":
        check(!isInStep, "a step in a step", i);
        isInStep = true;
        break;
      case "finish-step":
        check(isInStep && openBlocks.size === 0, "a step ends with its blocks", i);
        isInStep = false;
        break;
      case "text-start":
      case "reasoning-start":
        check(isInStep && !openBlocks.has(chunk.id), `block ${chunk.id} begins`, i);
        openBlocks.add(chunk.id);
        break;
      case "text-delta":
      case "reasoning-delta":
        check(openBlocks.has(chunk.id), `block ${chunk.id} is not open`, i);
        break;
      case "text-end":
      case "reasoning-end":
        check(openBlocks.delete(chunk.id), `block ${chunk.id} ends`, i);
        break;
      case "tool-input-start":
        check(isInStep && !inputs.has(chunk.toolCallId), "a call begins once", i);
        inputs.add(chunk.toolCallId);
        break;
      case "tool-input-delta":
      case "tool-input-available":
      case "tool-input-error":
        check(inputs.has(chunk.toolCallId), "a call's input comes after its start", i);
        break;
      case "data-tool-result":
        results.add(chunk.id);
        break;
      case "tool-output-available":
      case "tool-output-error":
      case "tool-output-denied":
        check(results.has(chunk.toolCallId), "a result's status comes before it", i);
        break;
      case "finish":
      case "abort":
      case "error":
        check(i === chunks.length - 1, "nothing follows the end", i);
        break;
      default:
        break;
    }
  });
  const end = chunks.at(-1)?.type;
  check(
    end === "finish" || end === "abort" || end === "error",
    "the end is missing",
    chunks.length,
  );
  return problems;
}
