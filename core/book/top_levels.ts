/**
 * The best levels of one side, gathered again only once the side has changed: the auditor and the
 * frame writer look at both sides after every group, and most groups change one.
 *
 * Hot path: no allocation (the arrays grow to the largest checksum, and stay).
 */
import * as limits from "../base/limits.ts";
import * as units from "../base/units.ts";
import { checksumShare } from "../wire/checksum.ts";
import type { Ladder } from "./ladder.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_LEVELS } = limits;
const { SIDE_ASK, SIDE_BID } = units;

/** Quotes of one level in a checksum: ask, bid. */
const QUOTES_PER_LEVEL = 2;

export class TopLevels {
  readonly #ladder: Ladder;
  /** Position of the best level's quote in a checksum. */
  readonly #firstQuote: number;
  #ticks = new Int32Array(FRAME_LEVELS);
  #lots = new Float64Array(FRAME_LEVELS);
  #present = 0;
  #checksum = 0;
  /** How many levels {@link #checksum} is of; 0 = of none, it is out of date. */
  #checksumLevels = 0;

  /** The only one of its ladder: it takes `changed` back. */
  constructor(ladder: Ladder, side: typeof SIDE_BID | typeof SIDE_ASK) {
    this.#ladder = ladder;
    this.#firstQuote = side === SIDE_ASK ? 0 : 1;
  }

  /**
   * Copies the levels of a frame, best first; absent ones as NO_PRICE_TICKS and 0 lots.
   * @returns how many are there
   */
  copyTo(words: Int32Array, ticksAt: number, doubles: Float64Array, lotsAt: number): number {
    this.#gather();
    const ticks = this.#ticks;
    const lots = this.#lots;
    for (let i = 0; i < FRAME_LEVELS; i++) {
      words[ticksAt + i] = ticks[i];
      doubles[lotsAt + i] = lots[i];
    }
    return this.#present < FRAME_LEVELS ? this.#present : FRAME_LEVELS;
  }

  /** This side's part of the checksum of the first `levels` levels. */
  checksum(levels: number): number {
    if (levels > this.#ticks.length) this.#grow(levels);
    this.#gather();
    if (levels !== this.#checksumLevels) this.#sumUp(levels);
    return this.#checksum;
  }

  #gather(): void {
    if (!this.#ladder.changed) return;
    this.#ladder.changed = false;
    this.#checksumLevels = 0;
    this.#present = this.#ladder.fillTop(this.#ticks.length, this.#ticks, 0, this.#lots, 0);
  }

  #sumUp(levels: number): void {
    let sum = 0;
    for (let i = 0, quote = this.#firstQuote; i < levels; i++, quote += QUOTES_PER_LEVEL) {
      const share = i < this.#present
        ? checksumShare(quote, this.#ticks[i], this.#lots[i])
        : checksumShare(quote, 0, 0);
      sum = (sum + share) | 0;
    }
    this.#checksum = sum;
    this.#checksumLevels = levels;
  }

  #grow(levels: number): void {
    this.#ticks = new Int32Array(levels);
    this.#lots = new Float64Array(levels);
    this.#ladder.changed = true;
  }
}
