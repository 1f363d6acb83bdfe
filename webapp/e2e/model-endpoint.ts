import { createServer, type Server } from "node:http";

/** A language model that says its own name and what it was shown, on OpenAI's wire. */
export class ModelEndpoint {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static start(): Promise<ModelEndpoint> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece: Buffer) => (body += piece.toString()));
      request.on("end", () => {
        const [, model = ""] = /"model":"([^"]+)"/.exec(body) ?? [];
        const pictures = body.split('"image_url":{"url":"data:image/png;base64,').length - 1;
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        const said = { content: `I am ${model} and see ${pictures} pictures.` };
        for (const [delta, finish_reason] of [
          [said, null],
          [{}, "stop"],
        ]) {
          const choices = [{ index: 0, delta, finish_reason }];
          response.write(`data: ${JSON.stringify({ id: "x", model, choices })}\n\n`);
        }
        response.end("data: [DONE]\n\n");
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        const port = typeof address === "object" ? (address?.port ?? 0) : 0;
        resolve(new ModelEndpoint(server, `http://127.0.0.1:${port}/v1`));
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
