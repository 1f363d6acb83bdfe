import { z } from "zod";

const id = z.string().min(1);
const block = { id };
const call = { toolCallId: id };
const count = z.number().int().nonnegative();
const dynamic = z.literal(true);
const usage = z.strictObject({
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
});
const ended = <T extends string>(outcome: T) =>
  z.strictObject({ outcome: z.literal(outcome), usage });
const mcpContent = z.looseObject({ type: z.string() });

const field = {
  name: id,
  title: z.string().min(1).optional(),
  description: z.string().min(1).optional(),
  required: z.boolean(),
};
const options = z.array(z.strictObject({ value: z.string(), title: z.string() })).min(1);
const elicitation = { toolCallId: id, server: id, message: z.string() };

/** Every chunk the server may send, with every key it may have, and no other. */
export const wireChunk = z.union([
  z.strictObject({
    type: z.literal("start"),
    messageId: id,
    messageMetadata: z.strictObject({
      conversationId: id,
      turnId: id,
      model: z.string().optional(),
    }),
  }),
  z.strictObject({ type: z.enum(["start-step", "finish-step"]) }),
  z.strictObject({
    type: z.enum(["text-start", "text-end", "reasoning-start", "reasoning-end"]),
    ...block,
  }),
  z.strictObject({
    type: z.enum(["text-delta", "reasoning-delta"]),
    ...block,
    delta: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal("tool-input-start"),
    ...call,
    toolName: id,
    dynamic,
    title: z.string(),
  }),
  z.strictObject({ type: z.literal("tool-input-delta"), ...call, inputTextDelta: z.string() }),
  z.strictObject({
    type: z.literal("tool-input-available"),
    ...call,
    toolName: id,
    input: z.record(z.string(), z.unknown()),
    toolMetadata: z
      .strictObject({ consent: z.enum(["standing", "offered", "changed"]) })
      .optional(),
    dynamic,
    title: z.string(),
  }),
  z.strictObject({
    type: z.literal("tool-input-error"),
    ...call,
    toolName: id,
    input: z.string(),
    errorText: z.string().min(1),
    dynamic,
    title: z.string(),
  }),
  z.strictObject({ type: z.literal("tool-approval-request"), approvalId: id, ...call }),
  z.strictObject({
    type: z.literal("tool-approval-response"),
    approvalId: id,
    approved: z.boolean(),
    reason: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("data-tool-progress"),
    id,
    data: z.strictObject({
      progress: z.number(),
      total: z.number().optional(),
      message: z.string().optional(),
    }),
  }),
  z.strictObject({
    type: z.literal("data-saving"),
    data: z.strictObject({ delayed: z.boolean() }),
    transient: z.literal(true),
  }),
  z.strictObject({
    type: z.literal("data-tool-result"),
    id,
    data: z.strictObject({
      status: z.enum(["ok", "failed", "denied", "not_run", "unknown"]),
      tookMs: count,
    }),
  }),
  z.strictObject({
    type: z.literal("data-elicitation"),
    id,
    data: z.discriminatedUnion("mode", [
      z.strictObject({
        ...elicitation,
        mode: z.literal("form"),
        fields: z.array(
          z.discriminatedUnion("type", [
            z.strictObject({
              ...field,
              type: z.literal("text"),
              minLength: count,
              maxLength: count,
              format: z.enum(["email", "uri", "date", "date-time"]).optional(),
              default: z.string().optional(),
            }),
            z.strictObject({
              ...field,
              type: z.literal("number"),
              integer: z.boolean(),
              minimum: z.number().optional(),
              maximum: z.number().optional(),
              default: z.number().optional(),
            }),
            z.strictObject({
              ...field,
              type: z.literal("boolean"),
              default: z.boolean().optional(),
            }),
            z.strictObject({
              ...field,
              type: z.literal("choice"),
              options,
              default: z.string().optional(),
            }),
            z.strictObject({
              ...field,
              type: z.literal("choices"),
              options,
              minItems: count,
              maxItems: count,
              default: z.array(z.string()).optional(),
            }),
          ]),
        ),
      }),
      z.strictObject({ ...elicitation, mode: z.literal("url"), url: z.url() }),
    ]),
  }),
  z.strictObject({
    type: z.literal("data-elicitation-state"),
    id,
    data: z.strictObject({
      state: z.enum(["accepted", "declined", "cancelled", "completed"]),
    }),
  }),
  z.strictObject({
    type: z.literal("tool-output-available"),
    ...call,
    output: z.strictObject({
      content: z.array(mcpContent),
      structuredContent: z.record(z.string(), z.unknown()).optional(),
    }),
    dynamic,
  }),
  z.strictObject({
    type: z.literal("tool-output-error"),
    ...call,
    errorText: z.string().min(1),
    dynamic,
  }),
  z.strictObject({ type: z.literal("tool-output-denied"), ...call }),
  z.strictObject({
    type: z.literal("data-notice"),
    data: z.strictObject({ code: z.string().regex(/^[a-z_]+$/), text: z.string().min(1) }),
  }),
  z.strictObject({
    type: z.literal("finish"),
    finishReason: z.enum([
      "stop",
      "length",
      "content-filter",
      "tool-calls",
      "other",
      "interrupted",
    ]),
    messageMetadata: z.union([
      ended("completed"),
      ended("awaiting_approval"),
      ended("interrupted"),
    ]),
  }),
  z.strictObject({
    type: z.literal("message-metadata"),
    messageMetadata: z.union([ended("stopped"), ended("failed")]),
  }),
  z.strictObject({ type: z.literal("abort"), reason: z.literal("stopped") }),
  z.strictObject({ type: z.literal("error"), errorText: z.string().regex(/^[a-z_]+ \S/) }),
]);

export type WireChunk = z.output<typeof wireChunk>;
