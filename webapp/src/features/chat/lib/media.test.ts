import { expect, test } from "vitest";
import { mediaOf, sizeOf } from "@/features/chat/lib/media";

test.each(["image/png", "image/jpeg", "image/gif", "image/webp", "IMAGE/PNG"])(
  "%s is a picture",
  (type) => {
    expect(mediaOf(type, "iVBORw0K")).toEqual({
      type: "picture",
      source: `data:${type.toLowerCase()};base64,iVBORw0K`,
    });
  },
);

test("a sound is played from its data", () => {
  expect(mediaOf("audio/wav; codecs=1", "UklG")).toEqual({
    type: "sound",
    source: "data:audio/wav;base64,UklG",
  });
});

test.each(["image/svg+xml", "image/x-icon", "text/html", "application/pdf", "", "audio/"])(
  "a18%sIsAFileAndNotShown",
  (type) => {
    expect(mediaOf(type, "PHN2Zz4=")).toEqual({ type: "file" });
  },
);

test("what is not base64 is not shown", () => {
  expect(mediaOf("image/png", 'AAAA" onerror="')).toEqual({ type: "file" });
  expect(mediaOf("image/png", "")).toEqual({ type: "file" });
});

test("the size is that of the data", () => {
  expect(["", "TQ==", "TWE=", "TWFu"].map(sizeOf)).toEqual([0, 1, 2, 3]);
});
