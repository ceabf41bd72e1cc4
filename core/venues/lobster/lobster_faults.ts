/**
 * What can be wrong with a LOBSTER row, and how that is said. Cold.
 */
import type { LobsterMessage } from "./lobster_message.ts";

export const FINE = 0;
export const MALFORMED = 1;
export const UNKNOWN_TYPE = 2;
export const BAD_PRICE = 3;
export const BAD_SIZE = 4;
export const OFF_GRID = 5;
/** Why a message cannot be passed on. */
export type Verdict =
  | typeof FINE
  | typeof MALFORMED
  | typeof UNKNOWN_TYPE
  | typeof BAD_PRICE
  | typeof BAD_SIZE
  | typeof OFF_GRID;

/** What was found, and what would be right. */
export function describeFault(verdict: Verdict, message: LobsterMessage): string {
  switch (verdict) {
    case UNKNOWN_TYPE:
      return `type ${message.type}: LOBSTER has 1 to 7`;
    case BAD_PRICE:
      return `price ${message.price}: must be positive, in USD × 10,000`;
    case BAD_SIZE:
      return `size ${message.size}: must be at least 1`;
    case OFF_GRID:
      return `price ${message.price} lies between two ticks of the instrument; give a finer scale`;
    default:
      return "no LOBSTER message: must be six numbers, time,type,order id,size,price,direction";
  }
}
