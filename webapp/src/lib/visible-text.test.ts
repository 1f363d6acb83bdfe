import { expect, test } from "vitest";
import { visibleText } from "@/lib/visible-text";

test.each([
  ["zero width space", "a\u200bb", "a⟨U+200B⟩b"],
  ["right-to-left override", "\u202eexe.txt", "⟨U+202E⟩exe.txt"],
  ["isolate", "\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"],
  ["tag characters", "ok\u{e0041}\u{e007f}", "ok⟨U+E0041⟩⟨U+E007F⟩"],
  ["terminal escape", "\u001b[31m", "⟨U+001B⟩[31m"],
  ["soft hyphen", "pay\u00adpal", "pay⟨U+00AD⟩pal"],
  ["byte order mark", "\ufeffx", "⟨U+FEFF⟩x"],
  ["hangul filler", "a\u3164", "a⟨U+3164⟩"],
  ["combining grapheme joiner", "a\u034fb", "a⟨U+034F⟩b"],
])("%s is made visible", (_name, hidden, shown) => {
  expect(visibleText(hidden)).toBe(shown);
});

test("ordinary text of any language stands as it is", () => {
  const text = "Zeile 1\n\tZeile 2: größer, 日本語, ответ, שלום 👍🏽";

  expect(visibleText(text)).toBe(text);
});
