/** Pages: cursors that clients need not understand. */
import { ProblemError } from "./problem.ts";

/** Where a page begins: below this number. */
export function cursorOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const match = /^b(\d{1,16})$/.exec(text);
  if (match === null) throw new ProblemError(400, "cursor: not one that this server gave");
  return Number(match[1]);
}

/** @param numberOf the number that cursors count in; items are newest first */
export function pageFrom<T>(
  items: readonly T[],
  limit: number,
  numberOf: (item: T) => number,
): { items: T[]; next: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last ? `b${numberOf(last)}` : null };
}
