import type { RootContent } from "hast";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import type { ReactNode } from "react";

interface HighlightedCodeProps {
  code: string;
  language: string;
}

/** Longer code stays plain: a reader would wait for colours nobody asked for. */
const LENGTH_MAX = 30_000;

const lowlight = createLowlight({
  bash,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  kotlin,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});

/** Code as coloured spans, made of elements and never of HTML text. */
export function HighlightedCode({ code, language }: HighlightedCodeProps) {
  const name = language.toLowerCase();
  if (code.length > LENGTH_MAX || !lowlight.registered(name)) return code;
  return lowlight.highlight(name, code).children.map(toElement);
}

function toElement(node: RootContent, i: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const { className } = node.properties;
  return (
    <span key={`span-${i}`} className={Array.isArray(className) ? className.join(" ") : undefined}>
      {node.children.map(toElement)}
    </span>
  );
}
