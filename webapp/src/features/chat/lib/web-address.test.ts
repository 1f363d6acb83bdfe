import { expect, test } from "vitest";
import { webAddress } from "@/features/chat/lib/web-address";

test("the host is told from what stands around it", () => {
  expect(webAddress("https://pay.example:8443/a?b=1#c")).toEqual({
    before: "https://",
    host: "pay.example",
    after: ":8443/a?b=1#c",
    isPunycode: false,
  });
  expect(webAddress("http://PAY.example")?.host).toBe("PAY.example");
  expect(webAddress("http://[::1]:8080/x")?.host).toBe("[::1]");
});

test("l20: a host in another alphabet is noticed, in any of its labels", () => {
  expect(webAddress("https://xn--pple-43d.example/")?.isPunycode).toBe(true);
  expect(webAddress("https://login.XN--pple-43d.example/")?.isPunycode).toBe(true);
  expect(webAddress("https://axn--b.example/")?.isPunycode).toBe(false);
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "https://user@evil.example/",
  "https://good.example:pw@evil.example/",
  "https://good.example\\@evil.example/",
  "https://good.example\t.evil.example/",
  "https://0x7f.1/",
  "https:evil.example",
  "//evil.example",
  "https://",
])("l20: %s cannot be opened", (url) => {
  expect(webAddress(url)).toBeUndefined();
});
