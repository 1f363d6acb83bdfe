import { createServer, type Server, type ServerResponse } from "node:http";
import { z } from "zod";

const requestSchema = z.object({
  messages: z.array(z.looseObject({ role: z.string() })),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).optional(),
});

interface Speech {
  answer: string;
  /** In characters. */
  pieceLength: number;
  /** Without: as fast as it can. */
  piecesPerSecond?: number;
}

const TICK_MILLIS = 20;

/**
 * A language model, in the dialect of OpenAI's chat completions, that says what a journey wants: it
 * calls every tool it is offered once, and then says its answer in small pieces.
 */
export class FakeModel {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(speech: Speech): Promise<FakeModel> {
    const server = createServer((incoming, outgoing) => {
      const pieces: Buffer[] = [];
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("end", () => {
        const parsed = requestSchema.safeParse(
          JSON.parse(Buffer.concat(pieces).toString() || "{}"),
        );
        outgoing.writeHead(200, { "Content-Type": "text/event-stream" });
        const { messages, tools = [] } = parsed.data ?? { messages: [] };
        const names = tools.map((tool) => tool.function.name);
        if (names.length > 0 && messages.every((message) => message.role !== "tool")) {
          call(outgoing, names);
        } else say(outgoing, speech);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The model has no port.");
    return new FakeModel(server, `http://127.0.0.1:${address.port}/v1`);
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function call(response: ServerResponse, names: string[]): void {
  const calls = names.map((name, index) => ({
    index,
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: "{}" },
  }));
  send(response, { role: "assistant", tool_calls: calls }, null);
  send(response, {}, "tool_calls");
  response.end("data: [DONE]\n\n");
}

function say(response: ServerResponse, { answer, pieceLength, piecesPerSecond }: Speech): void {
  const characters = Array.from(answer);
  const began = Date.now();
  let said = 0;
  const goOn = () => {
    const isDue = () =>
      piecesPerSecond === undefined || said < ((Date.now() - began) / 1000) * piecesPerSecond;
    for (; said * pieceLength < characters.length && isDue(); said++) {
      const content = characters.slice(said * pieceLength, (said + 1) * pieceLength).join("");
      send(response, { content }, null);
    }
    if (said * pieceLength < characters.length) setTimeout(goOn, TICK_MILLIS);
    else {
      send(response, {}, "stop");
      response.end("data: [DONE]\n\n");
    }
  };
  goOn();
}

function send(response: ServerResponse, delta: object, finish_reason: string | null): void {
  const chunk = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 0,
    model: "fake",
    choices: [{ index: 0, delta, finish_reason }],
  };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
