/**
 * An order in which what belongs together lies together: hierarchical clustering by average linkage
 * (Sokal and Michener 1958), the distance of two being 1 − |correlation|. Simple and cubic: for the few
 * hundred columns of a table.
 */
import type { Correlations } from "./correlations.ts";

/** Of a pair without a correlation. */
const FAR = 1;

/** @returns all indexes, each once */
export function clusteredOrder({ size, values }: Correlations): number[] {
  const distances = Float64Array.from(
    values,
    (value) => Number.isNaN(value) ? FAR : 1 - Math.abs(value),
  );
  /** The members of each cluster in order; undefined = it went into another. */
  const clusters: (number[] | undefined)[] = Array.from({ length: size }, (_, i) => [i]);
  for (let merged = 1; merged < size; merged++) {
    const [a, b] = nearestPair(clusters, distances);
    const [first, second] = [clusters[a]!, clusters[b]!];
    for (let c = 0; c < size; c++) {
      if (clusters[c] === undefined || c === a || c === b) continue;
      const distance = (first.length * distances[a * size + c] +
        second.length * distances[b * size + c]) / (first.length + second.length);
      distances[a * size + c] = distance;
      distances[c * size + a] = distance;
    }
    clusters[a] = joined(first, second, { size, values });
    clusters[b] = undefined;
  }
  return clusters[0] ?? [];
}

function nearestPair(
  clusters: readonly (readonly number[] | undefined)[],
  distances: Float64Array,
): [number, number] {
  const size = clusters.length;
  let nearest: [number, number] = [0, 0];
  let least = Infinity;
  for (let a = 0; a < size; a++) {
    if (clusters[a] === undefined) continue;
    for (let b = a + 1; b < size; b++) {
      if (clusters[b] === undefined || distances[a * size + b] >= least) continue;
      least = distances[a * size + b];
      nearest = [a, b];
    }
  }
  return nearest;
}

/** The two in a row, turned so that their likest ends meet. */
function joined(
  first: readonly number[],
  second: readonly number[],
  { size, values }: Correlations,
): number[] {
  const likeness = (a: number, b: number) => Math.abs(values[a * size + b]) || 0;
  const ends = [
    { turnFirst: false, turnSecond: false, at: likeness(first.at(-1)!, second[0]) },
    { turnFirst: false, turnSecond: true, at: likeness(first.at(-1)!, second.at(-1)!) },
    { turnFirst: true, turnSecond: false, at: likeness(first[0], second[0]) },
    { turnFirst: true, turnSecond: true, at: likeness(first[0], second.at(-1)!) },
  ];
  const best = ends.reduce((a, b) => b.at > a.at ? b : a);
  return [
    ...best.turnFirst ? first.toReversed() : first,
    ...best.turnSecond ? second.toReversed() : second,
  ];
}
