import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, settings } from "./server";

const START_MILLIS_MAX = 60_000;

/** What is not as in the demo: its servers, its settings file, its environment. */
export interface ServerOptions {
  mcpConfig?: string;
  settings?: string;
  env?: (url: string) => Promise<Record<string, string>>;
}

/** A Parley of a journey's own, which can be killed and started again on the same data. */
export class ServerProcess {
  readonly url: string;
  #child: ChildProcess | undefined;

  private constructor(
    private readonly command: string,
    private readonly port: number,
    private readonly folder: string,
    private readonly options: ServerOptions,
  ) {
    this.url = `http://localhost:${port}`;
  }

  /** Nothing when the journeys do not start the server themselves. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess | undefined> {
    const command = process.env.PARLEY_COMMAND;
    if (command === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), "parley-journey-"));
    const server = new ServerProcess(command, await freePort(), folder, options);
    await server.start();
    return server;
  }

  /** Starts it, again on the same port and folder, and waits until it answers. */
  async start(): Promise<void> {
    const { mcpConfig, settings: file, env } = this.options;
    const command = file === undefined ? this.command : `${this.command} --config ${file}`;
    this.#child = spawn("sh", ["-c", `exec ${command}`], {
      env: {
        ...process.env,
        ...settings(this.port, this.folder, mcpConfig ?? join(this.folder, "none.json")),
        ...(await env?.(this.url)),
      },
      stdio: "ignore",
      // A process group of its own, so that a kill reaches whatever the command has become.
      detached: true,
    });
    const end = Date.now() + START_MILLIS_MAX;
    while (!(await this.#answers())) {
      if (Date.now() > end) throw new Error(`Parley did not start within ${START_MILLIS_MAX} ms.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** As the power would go: nothing is said, nothing is saved. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/live`)).ok;
    } catch {
      return false;
    }
  }
}
