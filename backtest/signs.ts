/** Sides as signs. */
import { SIDE_BID } from "../core/base/units.ts";

/** +1 = bought, −1 = sold. */
export function signOf(side: number): number {
  return side === SIDE_BID ? 1 : -1;
}
