import { spawn, type ChildProcess } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const startedSchema = z.object({ issuer: z.string(), resource: z.string() });
const clientSchema = z.object({ client_id: z.string(), client_secret: z.string() });

/** A real OpenID provider, and an MCP server that takes its tokens. */
export class IdentityProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
    /** The MCP server. */
    readonly resource: string,
  ) {}

  /** Nothing when the journeys have none: PARLEY_IDENTITY_PROVIDER is the program. */
  static async start(): Promise<IdentityProvider | undefined> {
    const program = process.env.PARLEY_IDENTITY_PROVIDER;
    if (program === undefined) return undefined;
    const child = spawn("node", [program, "60"], {
      cwd: dirname(program),
      stdio: ["pipe", "pipe", "ignore"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { issuer, resource } = startedSchema.parse(JSON.parse(line));
      return new IdentityProvider(child, issuer, resource);
    }
    throw new Error("The identity provider has not started.");
  }

  /** Makes a Parley at `url` known, and how it then is to introduce itself. */
  async register(url: string): Promise<Record<string, string>> {
    const answer = await fetch(`${this.issuer}/reg`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        redirect_uris: [`${url}/api/auth/callback`],
        token_endpoint_auth_method: "client_secret_basic",
      }),
    });
    const client = clientSchema.parse(await answer.json());
    return {
      PARLEY_OIDC_ISSUER: this.issuer,
      PARLEY_OIDC_CLIENT_ID: client.client_id,
      PARLEY_OIDC_CLIENT_SECRET: client.client_secret,
    };
  }

  end(): void {
    this.child.kill();
  }
}
