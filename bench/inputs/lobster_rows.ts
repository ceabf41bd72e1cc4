/** Rows of a LOBSTER message file, seeded: times, ids, sizes and prices of the sample files' lengths. */
import { Prng } from "../../core/base/prng.ts";
import { NANOS_PER_SECOND } from "../../core/base/units.ts";

const OPENING_NANOS = 34_200 * NANOS_PER_SECOND;
const MEAN_GAP_NANOS = 150_000;
const FIRST_ID = 16_000_000;
const START_PRICE = 5_802_300;
/** New orders, partial cancels, deletions and executions, about as often as they occur. */
const TYPES = [1, 1, 1, 1, 1, 3, 3, 3, 3, 2, 4, 5];

export function makeLobsterRows(count: number, seed: number): string {
  const prng = new Prng(seed);
  const rows: string[] = [];
  let nanos = OPENING_NANOS;
  for (let i = 0; i < count; i++) {
    nanos += Math.floor(prng.nextExponential(MEAN_GAP_NANOS));
    const seconds = Math.floor(nanos / NANOS_PER_SECOND);
    const fraction = String(nanos % NANOS_PER_SECOND).padStart(9, "0");
    const price = START_PRICE + 100 * (prng.nextBelow(200) - 100);
    rows.push([
      `${seconds}.${fraction}`,
      TYPES[prng.nextBelow(TYPES.length)],
      FIRST_ID + prng.nextBelow(200_000_000),
      1 + prng.nextBelow(500),
      price,
      prng.nextBelow(2) === 0 ? 1 : -1,
    ].join(","));
  }
  return `${rows.join("\n")}\n`;
}
