const COPY = /^(.*) (\((?:branch|earlier version)\))$/;

/** A title and what it says at its end of a copy, which must not be cut off: it tells them apart. */
export function titleParts(title: string): { name: string; kind: string } {
  const [, name = title, kind = ""] = COPY.exec(title) ?? [];
  return { name, kind };
}
