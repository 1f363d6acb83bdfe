import { expect, test } from "vitest";
import { parseProblem, problemOf, toProblem } from "@/lib/problem";

const json = "application/problem+json";

test("a problem's code and detail are taken over", () => {
  const problem = parseProblem(409, json, '{"code":"conversation_busy","detail":"Busy."}');

  expect(problem).toMatchObject({ code: "conversation_busy", detail: "Busy.", status: 409 });
});

test("a problem without detail shows its title", () => {
  expect(parseProblem(404, json, '{"title":"Not found"}').detail).toBe("Not found");
});

test("an answer that is no problem document is named by its status", () => {
  const problem = parseProblem(502, "text/html", "<h1>Bad gateway</h1>");

  expect(problem).toMatchObject({
    code: "http_502",
    detail: "The server answered with status 502.",
  });
});

test("a broken problem document is named by its status", () => {
  expect(parseProblem(500, json, "{").code).toBe("http_500");
  expect(parseProblem(500, json, '{"code":5}').code).toBe("http_500");
});

test("Retry-After is kept in seconds", async () => {
  const headers = { "content-type": json, "retry-after": "7" };

  const problem = await problemOf(new Response('{"code":"x"}', { status: 503, headers }));

  expect(problem.retryAfterSeconds).toBe(7);
});

test("a failed fetch is an unreachable server", () => {
  expect(toProblem(new TypeError("Failed to fetch")).isUnreachable).toBe(true);
});
