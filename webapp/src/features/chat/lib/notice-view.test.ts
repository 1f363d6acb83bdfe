import { expect, test } from "vitest";
import type { Message } from "@/api/message";
import { noticeView } from "@/features/chat/lib/notice-view";

function view(code: string, outcome?: string, isEnd = true) {
  const notice = { code, text: "…" };
  const message: Message = {
    id: "m",
    role: "assistant",
    metadata: { outcome },
    parts: [
      { type: "data-notice", data: notice },
      ...(isEnd ? [] : [{ type: "text" as const, text: "more" }]),
    ],
  };
  return noticeView(notice, message);
}

test("how a turn ended decides what can be done", () => {
  expect(view("stopped", "stopped")).toBe("stopped");
  expect(view("model_unavailable", "failed")).toBe("failed");
  expect(view("anything", "interrupted")).toBe("interrupted");
});

test("a reloaded notice is known by its code", () => {
  expect(view("stopped")).toBe("stopped");
  expect(view("step_limit")).toBe("interrupted");
  expect(view("server_stopping")).toBe("interrupted");
  expect(view("server_restarted")).toBe("interrupted");
  expect(view("storage_unavailable")).toBe("interrupted");
  expect(view("turn_time_limit")).toBe("interrupted");
  expect(view("model_unavailable")).toBe("failed");
});

test("a notice with more after it is a remark", () => {
  expect(view("server_unreachable", undefined, false)).toBe("remark");
});

test("a notice at the end of a completed answer is a remark", () => {
  expect(view("server_unreachable", "completed")).toBe("remark");
});
