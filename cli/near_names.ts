/** Did you mean …? Names that look like what was typed. */

const MOST_NAMES = 3;
/** Of the pairs of neighbouring letters that two names have, the share that they have in common. */
const LEAST_LIKENESS = 0.35;

/** The nearest names, the nearest first; empty = nothing looks alike. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = pairsOf(typed.toLowerCase());
  return names
    .map((name) => ({ name, likeness: likenessOf(wanted, pairsOf(name)) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_NAMES).map(({ name }) => name);
}

/** "; did you mean a or b?", or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearNames(typed, names);
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}

/** Pairs of neighbouring letters; the ends count as letters, and underscores do not. */
function pairsOf(text: string): Set<string> {
  const letters = ` ${text.replaceAll(/[\s_-]/g, "")} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, i) => letters.slice(i, i + 2)));
}

function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return (2 * a.intersection(b).size) / (a.size + b.size);
}
