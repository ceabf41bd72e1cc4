/**
 * The levels of one record between parsing and writing: a record is written whole or not at all, so
 * its last level is read before its first is sent. Bids come first, then asks.
 *
 * Hot path: no allocation (it grows by doubling, and stays).
 */
import { UserError } from "../base/errors.ts";
import { MAX_LINE_BYTES } from "../base/limits.ts";
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import type { MarketWriter } from "./market_writer.ts";

const FIRST_LEVELS = 1_024;
/** A level takes at least ten bytes of its line. */
const MAX_RECORD_LEVELS = MAX_LINE_BYTES / 8;

export class LevelBuffer {
  priceTicks = new Int32Array(FIRST_LEVELS);
  qtyLots = new Float64Array(FIRST_LEVELS);
  count = 0;
  /** Levels from here on are asks; valid after {@link endBids}. */
  bidCount = 0;
  /**
   * Offers left out because 32 bits do not hold their ticks: real books have some (BTC at 30
   * million dollars), and they can never be the best.
   */
  farCount = 0;

  clear(): void {
    this.count = 0;
    this.bidCount = 0;
    this.farCount = 0;
  }

  push(priceTicks: number, qtyLots: number): void {
    this.reserve(1);
    this.priceTicks[this.count] = priceTicks;
    this.qtyLots[this.count] = qtyLots;
    this.count++;
  }

  endBids(): void {
    this.bidCount = this.count;
  }

  /** Writes all levels with these flags. */
  write(writer: MarketWriter, flags: number): void {
    for (let i = 0; i < this.count; i++) {
      const side = i < this.bidCount ? SIDE_BID : SIDE_ASK;
      writer.level(side, this.priceTicks[i], this.qtyLots[i], flags);
    }
  }

  /** Makes room for `more` levels; the arrays may be others afterwards. */
  reserve(more: number): void {
    if (this.count + more > this.priceTicks.length) this.#grow(this.count + more);
  }

  #grow(wanted: number): void {
    if (wanted > MAX_RECORD_LEVELS) {
      throw new UserError(`one record holds more than ${MAX_RECORD_LEVELS} levels`);
    }
    const levels = Math.max(wanted, this.priceTicks.length * 2);
    const priceTicks = new Int32Array(levels);
    const qtyLots = new Float64Array(levels);
    priceTicks.set(this.priceTicks);
    qtyLots.set(this.qtyLots);
    this.priceTicks = priceTicks;
    this.qtyLots = qtyLots;
  }
}
