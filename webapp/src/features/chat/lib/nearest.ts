const STEPS_MAX = 3;

/** The name that is fewest letters away from what was typed; empty when all are far. */
export function nearest(typed: string, names: string[]): string {
  const ranked = names
    .map((name) => ({ name, steps: stepsBetween(typed, name.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best && best.steps <= STEPS_MAX ? best.name : "";
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function stepsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
