import type { UIMessage } from "ai";
import { z } from "zod";

export const promptUseSchema = z.object({
  server: z.string(),
  prompt: z.string(),
  arguments: z.record(z.string(), z.string()),
});

export const noticeSchema = z.object({ code: z.string(), text: z.string() });

export const toolProgressSchema = z.object({
  progress: z.number(),
  total: z.number().optional(),
  message: z.string().optional(),
});

export const toolResultSchema = z.object({
  status: z.enum(["ok", "failed", "denied", "not_run", "unknown"]),
  tookMs: z.number().optional(),
});

const optionSchema = z.object({ value: z.string(), title: z.string() });

const fieldBase = {
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean(),
};

const elicitationFieldSchema = z.discriminatedUnion("type", [
  z.object({
    ...fieldBase,
    type: z.literal("text"),
    minLength: z.number(),
    maxLength: z.number(),
    format: z.enum(["email", "uri", "date", "date-time"]).optional(),
    default: z.string().optional(),
  }),
  z.object({
    ...fieldBase,
    type: z.literal("number"),
    integer: z.boolean(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.number().optional(),
  }),
  z.object({ ...fieldBase, type: z.literal("boolean"), default: z.boolean().optional() }),
  z.object({
    ...fieldBase,
    type: z.literal("choice"),
    options: z.array(optionSchema),
    default: z.string().optional(),
  }),
  z.object({
    ...fieldBase,
    type: z.literal("choices"),
    options: z.array(optionSchema),
    minItems: z.number(),
    maxItems: z.number(),
    default: z.array(z.string()).optional(),
  }),
]);

const elicitationBase = { toolCallId: z.string(), server: z.string(), message: z.string() };

/** What a server asks the user in the middle of a tool call. */
export const elicitationSchema = z.discriminatedUnion("mode", [
  z.object({
    ...elicitationBase,
    mode: z.literal("form"),
    fields: z.array(elicitationFieldSchema),
  }),
  z.object({ ...elicitationBase, mode: z.literal("url"), url: z.string() }),
]);

export const elicitationStateSchema = z.object({
  state: z.enum(["accepted", "declined", "cancelled", "completed"]),
});

export const savingSchema = z.object({ delayed: z.boolean() });

export const metadataSchema = z.looseObject({
  createdAt: z.string().optional(),
  conversationId: z.string().optional(),
  turnId: z.string().optional(),
  outcome: z.string().optional(),
  /** The language model that answered. */
  model: z.string().optional(),
});

export const dataPartSchemas = {
  prompt: promptUseSchema,
  notice: noticeSchema,
  "tool-progress": toolProgressSchema,
  "tool-result": toolResultSchema,
  elicitation: elicitationSchema,
  "elicitation-state": elicitationStateSchema,
  saving: savingSchema,
};

export type PromptUse = z.output<typeof promptUseSchema>;
export type Notice = z.output<typeof noticeSchema>;
export type ToolProgress = z.output<typeof toolProgressSchema>;
export type ToolOutcome = z.output<typeof toolResultSchema>;
export type Elicitation = z.output<typeof elicitationSchema>;
export type ElicitationForm = Extract<Elicitation, { mode: "form" }>;
export type ElicitationLink = Extract<Elicitation, { mode: "url" }>;
export type ElicitationField = z.output<typeof elicitationFieldSchema>;
export type ElicitationState = z.output<typeof elicitationStateSchema>;

// A type alias and not an interface: the SDK asks for an index signature.
export type MessageData = {
  prompt: PromptUse;
  notice: Notice;
  "tool-progress": ToolProgress;
  "tool-result": ToolOutcome;
  elicitation: Elicitation;
  "elicitation-state": ElicitationState;
  /** Only ever passing by: no part of a message. */
  saving: z.output<typeof savingSchema>;
};

export type Message = UIMessage<z.output<typeof metadataSchema>, MessageData>;
export type MessagePart = Message["parts"][number];
export type ToolPart = Extract<MessagePart, { type: "dynamic-tool" }>;

const toolBase = {
  type: z.literal("dynamic-tool"),
  toolName: z.string(),
  toolCallId: z.string(),
  title: z.string().optional(),
  toolMetadata: z.object({ consent: z.string() }).optional(),
};

const toolPartSchema = z.discriminatedUnion("state", [
  z.object({ ...toolBase, state: z.literal("input-streaming"), input: z.unknown() }),
  z.object({ ...toolBase, state: z.literal("input-available"), input: z.unknown() }),
  z.object({
    ...toolBase,
    state: z.literal("approval-requested"),
    input: z.unknown(),
    approval: z.object({ id: z.string() }),
  }),
  z.object({
    ...toolBase,
    state: z.literal("output-available"),
    input: z.unknown(),
    output: z.unknown(),
  }),
  z.object({
    ...toolBase,
    state: z.literal("output-error"),
    input: z.unknown(),
    errorText: z.string(),
  }),
  z.object({
    ...toolBase,
    state: z.literal("output-denied"),
    input: z.unknown(),
    approval: z.object({
      id: z.string(),
      approved: z.literal(false),
      reason: z.string().optional(),
    }),
  }),
]);

const partSchema = z.union([
  z.object({ type: z.literal("step-start") }),
  z.object({ type: z.literal("text"), text: z.string(), state: z.literal("done").optional() }),
  z.object({ type: z.literal("reasoning"), text: z.string(), state: z.literal("done").optional() }),
  z.object({
    type: z.literal("file"),
    mediaType: z.string(),
    filename: z.string().optional(),
    url: z.string(),
  }),
  z.object({ type: z.literal("data-prompt"), data: promptUseSchema }),
  z.object({ type: z.literal("data-notice"), data: noticeSchema }),
  z.object({ type: z.literal("data-tool-result"), id: z.string(), data: toolResultSchema }),
  toolPartSchema,
]);

/** A part this page does not know is left out; the rest of the message still shows. */
const partsSchema = z.array(z.unknown()).transform((parts): MessagePart[] =>
  parts.flatMap((part) => {
    const parsed = partSchema.safeParse(part);
    return parsed.success ? [parsed.data] : [];
  }),
);

export const messageSchema = z.object({
  id: z.string(),
  role: z.enum(["user", "assistant", "system"]),
  parts: partsSchema,
  metadata: metadataSchema.optional(),
});
