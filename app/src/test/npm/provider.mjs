// An OAuth provider (oidc-provider) whose access tokens live for seconds and whose refresh tokens are
// good once, and an MCP server that asks for its tokens. Both listen on loopback ports of their own
// choice, which the first line of output names.
//
//   node provider.mjs [seconds an access token lives, 2 if not given]
//
// Lines of input, each answered by a line "done":
//   down    the provider refuses connections from now on, as one that has been stopped
//   up      it is back, and knows what it knew
//   forget  it knows no client, no grant and no token any more
// It ends with its input. GET /counts of the MCP server tells what happened so far, and GET /secrets
// all that was given to clients or came from them and that nobody else may see, by kind.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import Provider, { errors } from "oidc-provider";
import { Store } from "./store.mjs";

const HOST = "127.0.0.1";
const INSIDE = "x-inside";
const HOPS_MAX = 10;
const SCOPES = "mcp:read mcp:write";
const OPENID_SCOPES = "openid offline_access profile email groups";
const accessSeconds = Number(process.argv[2] ?? 2);

const counts = {
  authorizations: 0,
  registrations: 0,
  codeRequests: 0,
  refreshRequests: 0,
  refreshes: 0,
  accessTokensByRefresh: 0,
  youngestRefreshedMillis: null,
  reusedRefreshTokens: 0,
  revokedGrants: 0,
  tokenErrors: {},
  calls: 0,
  refusedTokens: 0,
};

const secrets = {
  "client secret": [],
  "registration token": [],
  "code verifier": [],
  "access token": [],
  "refresh token": [],
  "ID token": [],
};

const store = new Store();
const issuedAt = new Map();
const sessions = new Map();
const mcpHttp = createServer((request, response) => guarded(response, () => mcp(request, response)));
const asHttp = createServer((request, response) => guarded(response, () => authorize(request, response)));
const resource = `${await listen(mcpHttp, 0)}/mcp`;
const issuer = await listen(asHttp, 0);
const provider = makeProvider();
console.log(JSON.stringify({ issuer, resource }));

for await (const command of createInterface({ input: process.stdin })) {
  switch (command) {
    case "down":
      asHttp.close();
      asHttp.closeAllConnections();
      break;
    case "up":
      await listen(asHttp, Number(new URL(issuer).port));
      break;
    case "forget":
      store.clear();
      break;
    default:
      throw new Error(`not a command: ${command}`);
  }
  console.log("done");
}
process.exit(0);

function makeProvider() {
  const made = new Provider(issuer, {
    adapter: store.adapter,
    clients: [],
    cookies: { keys: [randomUUID()] },
    expiresWithSession: () => false,
    claims: { openid: ["sub"], profile: ["name"], email: ["email"], groups: ["groups"] },
    // What is known about the account is in the ID token, too, and not at the user info endpoint only.
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => account(id) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    loadExistingGrant: consent,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // Clients may register for scopes of this list only.
    scopes: `${OPENID_SCOPES} ${SCOPES}`.split(" "),
    ttl: { AccessToken: accessSeconds, RefreshToken: 86_400, IdToken: 3_600, Grant: 86_400, Session: 86_400, Interaction: 600 },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, indicator) => {
          if (indicator !== resource) {
            throw new errors.InvalidTarget();
          }
          return { scope: SCOPES, accessTokenFormat: "opaque", accessTokenTTL: accessSeconds };
        },
      },
    },
  });
  made.on("authorization.success", () => counts.authorizations++);
  made.on("registration_create.success", () => counts.registrations++);
  made.on("grant.revoked", () => counts.revokedGrants++);
  made.on("access_token.saved", (token) => {
    const age = Date.now() - issuedAt.get(token.grantId);
    issuedAt.set(token.grantId, Date.now());
    if (token.gty?.includes("refresh_token")) {
      counts.accessTokensByRefresh++;
      counts.youngestRefreshedMillis = Math.min(age, counts.youngestRefreshedMillis ?? age);
    }
  });
  made.on("grant.error", (_ctx, error) => {
    counts.tokenErrors[error.error] = (counts.tokenErrors[error.error] ?? 0) + 1;
    if (error.error_detail === "refresh token already used") {
      counts.reusedRefreshTokens++;
    }
  });
  made.on("server_error", (_ctx, error) => console.error(error));
  made.use(countTokenRequests);
  made.use(rememberSecrets);
  return made;
}

// They all have one address, and belong to one organization.
function account(id) {
  return { sub: id, name: `Name of ${id}`, email: "everybody@example.com", groups: ["acme", "Not A Slug"] };
}

// Every request of the token endpoint, those that fail too.
async function countTokenRequests(ctx, next) {
  await next();
  if (ctx.path === "/token" && ctx.method === "POST") {
    const { grant_type: type } = ctx.oidc?.params ?? {};
    if (type === "authorization_code") {
      counts.codeRequests++;
    } else if (type === "refresh_token") {
      counts.refreshRequests++;
      counts.refreshes += ctx.status === 200 ? 1 : 0;
    }
  }
}

async function rememberSecrets(ctx, next) {
  await next();
  const remember = (kind, secret) => secret && secrets[kind].push(secret);
  if (ctx.path === "/reg" && ctx.method === "POST") {
    remember("client secret", ctx.body.client_secret);
    remember("registration token", ctx.body.registration_access_token);
  } else if (ctx.path === "/token" && ctx.method === "POST") {
    remember("code verifier", ctx.oidc?.params?.code_verifier);
    remember("access token", ctx.body.access_token);
    remember("refresh token", ctx.body.refresh_token);
    remember("ID token", ctx.body.id_token);
  }
}

// Everybody consents to everything.
async function consent(ctx) {
  const { client, session, params } = ctx.oidc;
  const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(`${OPENID_SCOPES} ${SCOPES}`);
  grant.addResourceScope(resource, params.scope ?? SCOPES);
  await grant.save();
  return grant;
}

// What a browser and its user would do is done in here, so that one request of a plain client is
// answered by the redirect that holds the code. The user is whom login_hint names.
async function authorize(request, response) {
  const url = new URL(request.url, issuer);
  if (url.pathname === "/auth" && !(INSIDE in request.headers)) {
    response.writeHead(302, { location: await followed(url) }).end();
  } else if (url.pathname.startsWith("/interaction/")) {
    const { params } = await provider.interactionDetails(request, response);
    const accountId = params.login_hint ?? "somebody";
    await provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
  } else {
    await provider.callback()(request, response);
  }
}

async function followed(start) {
  const cookies = new Map();
  let url = start;
  for (let hops = 0; url.origin === issuer; hops++) {
    if (hops === HOPS_MAX) {
      throw new Error(`redirects without end, the last to ${url}`);
    }
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { [INSIDE]: "1", cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    if (!answer.headers.has("location")) {
      throw new Error(`no redirect, but ${answer.status} ${await answer.text()}`);
    }
    url = new URL(answer.headers.get("location"), url);
  }
  return url.href;
}

async function mcp(request, response) {
  const { pathname } = new URL(request.url, resource);
  if (pathname === "/counts") {
    return json(response, 200, counts);
  }
  if (pathname === "/secrets") {
    return json(response, 200, secrets);
  }
  if (pathname === "/.well-known/oauth-protected-resource/mcp") {
    return json(response, 200, { resource, authorization_servers: [issuer], scopes_supported: SCOPES.split(" ") });
  }
  if (pathname !== "/mcp") {
    return json(response, 404, {});
  }
  const presented = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const token = presented && (await provider.AccessToken.find(presented));
  if (!token?.isValid || token.aud !== resource) {
    counts.refusedTokens += presented ? 1 : 0;
    const error = presented ? 'error="invalid_token", ' : "";
    response.setHeader(
      "www-authenticate",
      `Bearer ${error}resource_metadata="${new URL("/.well-known/oauth-protected-resource/mcp", resource)}"`,
    );
    return json(response, 401, {});
  }
  request.auth = { token: presented, clientId: token.clientId, scopes: [...token.scopes], extra: { subject: token.accountId } };
  const id = request.headers["mcp-session-id"];
  if (id !== undefined && !sessions.has(id)) {
    return json(response, 404, {});
  }
  await (sessions.get(id) ?? (await newSession())).handleRequest(request, response);
}

async function newSession() {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => sessions.set(id, transport),
    onsessionclosed: (id) => sessions.delete(id),
  });
  const server = new McpServer({ name: "protected", version: "1.0.0" });
  const whoami = async ({ authInfo }) => {
    counts.calls++;
    return { content: [{ type: "text", text: authInfo.extra.subject }] };
  };
  server.registerTool("whoami", { description: "Says whom the access token is of." }, whoami);
  server.registerTool(
    "slow",
    { description: "Says the same, after longer than an access token lives." },
    async (extra) => {
      await new Promise((resolve) => setTimeout(resolve, (accessSeconds + 1) * 1000));
      return whoami(extra);
    },
  );
  await server.connect(transport);
  return transport;
}

async function guarded(response, work) {
  try {
    await work();
  } catch (error) {
    console.error(error);
    if (!response.headersSent) {
      json(response, 500, {});
    }
  }
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function listen(server, port) {
  server.listen(port, HOST);
  await once(server, "listening");
  return `http://${HOST}:${server.address().port}`;
}
