import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UploadList } from "@/features/chat/lib/upload-list";

const limits = { bytesMax: 100, perMessageMax: 2 };
const file = (name: string) => new File(["hello"], name, { type: "text/plain" });

/** Uploads that answer when the test says so. */
class FakeUpload {
  static sent: FakeUpload[] = [];
  upload: { onprogress?: (event: unknown) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = "";
  address = "";
  headers: Record<string, string> = {};

  open(_method: string, address: string) {
    this.address = address;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader() {
    return this.status === 201 ? "application/json" : "application/problem+json";
  }
  send() {
    FakeUpload.sent.push(this);
  }
  abort() {
    this.onabort?.();
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

beforeEach(() => {
  localStorage.clear();
  FakeUpload.sent = [];
  vi.stubGlobal("XMLHttpRequest", FakeUpload);
});

afterEach(() => vi.unstubAllGlobals());

function kept(name: string) {
  return { id: name, name, mediaType: "text/plain", size: 5, url: `/api/attachments/${name}` };
}

test("a file is uploaded, and is in the message once it is there", async () => {
  const list = new UploadList("c1", []);
  list.add([file("a b.txt")], limits);
  const [upload] = FakeUpload.sent;
  upload?.upload.onprogress?.({ lengthComputable: true, loaded: 2, total: 5 });
  expect(list.items()).toMatchObject([{ name: "a b.txt", progress: 0.4 }]);
  expect(upload?.address).toBe("/api/attachments?name=a+b.txt&mediaType=text%2Fplain");
  expect(upload?.headers).toEqual({
    "Content-Type": "application/octet-stream",
    "X-Requested-By": "parley",
  });

  const settled = list.settled();
  upload?.answer(201, kept("a"));

  expect(await settled).toEqual([
    { type: "file", filename: "a", mediaType: "text/plain", url: "/api/attachments/a" },
  ]);
});

test("what arrived is there after a reload, and gone once it is sent", async () => {
  const list = new UploadList("c1", []);
  list.add([file("a"), file("b")], limits);
  FakeUpload.sent[0]?.answer(201, kept("a"));
  await vi.waitFor(() => expect(list.items()[0]?.part).toBeDefined());

  expect(new UploadList("c1", []).items().map((item) => item.name)).toEqual(["a"]);

  list.clear();
  expect(new UploadList("c1", []).items()).toEqual([]);
});

test("a refusal is shown with its reason, and nothing is sent with it", async () => {
  const list = new UploadList("c1", []);
  list.add([file("a")], limits);
  FakeUpload.sent[0]?.answer(415, { code: "unsupported_media_type", detail: "No picture." });

  expect(await list.settled()).toBeUndefined();
  expect(list.items()).toMatchObject([{ problem: "a: No picture." }]);

  list.remove(list.items()[0]?.key ?? "");
  expect(await list.settled()).toEqual([]);
});

test("files that may not be attached are never uploaded", () => {
  const list = new UploadList("c1", []);
  list.add([file("a"), new File([], "empty"), file("b"), file("c")], limits);

  expect(FakeUpload.sent).toHaveLength(2);
  expect(list.items().map((item) => item.problem)).toEqual([
    undefined,
    "empty is empty.",
    undefined,
    "c is one too many: a message may have 2 files.",
  ]);
});

test("removing a file stops its upload", async () => {
  const list = new UploadList("c1", []);
  list.add([file("a")], limits);
  list.remove(list.items()[0]?.key ?? "");

  expect(await list.settled()).toEqual([]);
  expect(list.items()).toEqual([]);
});
