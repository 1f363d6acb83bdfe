import { Fragment } from "react";

interface UnbrokenProps {
  text: string;
  kind: "prose" | "code";
}

/** In prose, ids as trackers have them, such as PARLEY-10; in code, every word with a hyphen. */
const WORDS = { prose: /\b[A-Z][A-Z0-9]*(?:-\d+)+\b/g, code: /\S*-\S*/g };

/** A longer word may not fit into a line of a phone, and so may be broken after all. */
const LENGTH_MAX = 30;

/** A text whose ids stay in one piece: a browser would break them at their hyphens. */
export function Unbroken({ text, kind }: UnbrokenProps) {
  const words = text.match(WORDS[kind]);
  if (!words) return text;
  return text.split(WORDS[kind]).map((between, i) => {
    const word = words[i] ?? "";
    return (
      <Fragment key={`word-${i}`}>
        {between}
        {word.length > LENGTH_MAX && word}
        {word !== "" && word.length <= LENGTH_MAX && (
          <span className="whitespace-nowrap">{word}</span>
        )}
      </Fragment>
    );
  });
}
