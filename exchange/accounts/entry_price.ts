/** What the lots of a position were opened at, on average. */
import type { Position } from "./account.ts";

/** Price, 10⁻⁸; 0 of no position. */
export function entryE8({ listing, lots, costE8 }: Position): number {
  if (lots === 0) return 0;
  return Number(costE8 * 100_000_000n / listing.baseE8(Math.abs(lots)));
}
