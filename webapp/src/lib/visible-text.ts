/** Characters that hide text or change its direction; a reader has to see that they are there. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c]|[\u115f\u1160\u200b-\u200f\u2028-\u202e]|[\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|\u17b4|\u17b5|[\u180b-\u180f]|[\u{e0000}-\u{e0fff}]/gu;

/** The text with every hidden character replaced by its code point, such as ⟨U+200B⟩. */
export function visibleText(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return `⟨U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
