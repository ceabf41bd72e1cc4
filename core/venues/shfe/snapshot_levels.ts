/**
 * The five levels of the newest snapshot, and what changed against the one before.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import { FLAG_SNAPSHOT } from "../../wire/market.ts";
import type { MarketWriter } from "../market_writer.ts";
import { SNAPSHOT_LEVELS, type SnapshotBlock } from "./snapshot_columns.ts";

/** Numbers of one level: ask price, ask size, bid price, bid size. */
const FIELDS = 4;
const ASK_FIELD = 0;
const BID_FIELD = 2;
const MAX_TICKS = 0x7fff_ffff;
const TICK_TOLERANCE = 1e-6;

export class SnapshotLevels {
  readonly #ticksPerUnit: number;
  /** Ticks and lots, FIELDS a level; an absent level is 0, 0. */
  #now = new Float64Array(SNAPSHOT_LEVELS * FIELDS);
  #before = new Float64Array(SNAPSHOT_LEVELS * FIELDS);
  #readCount = 0;

  /** @param ticksPerUnit ticks in a price of 1 */
  constructor(ticksPerUnit: number) {
    this.#ticksPerUnit = ticksPerUnit;
  }

  /** True while only one snapshot has been read. */
  get isFirst(): boolean {
    return this.#readCount === 1;
  }

  get askTicks(): number {
    return this.#now[ASK_FIELD];
  }

  get askLots(): number {
    return this.#now[ASK_FIELD + 1];
  }

  get bidTicks(): number {
    return this.#now[BID_FIELD];
  }

  get bidLots(): number {
    return this.#now[BID_FIELD + 1];
  }

  /** Best offer of the snapshot before; 0 = none. */
  get lastAskTicks(): number {
    return this.isFirst ? 0 : this.#before[ASK_FIELD];
  }

  /** Best bid of the snapshot before; 0 = none. */
  get lastBidTicks(): number {
    return this.isFirst ? 0 : this.#before[BID_FIELD];
  }

  /** A price in ticks, with a fraction if it lies between two. */
  stepsOf(price: number): number {
    return price * this.#ticksPerUnit;
  }

  /**
   * Takes over a row.
   * @returns false, and nothing is taken over, when it cannot be a book
   */
  read(block: SnapshotBlock, row: number): boolean {
    // The snapshot before last makes room; a refused row leaves nothing but scratch there.
    const next = this.#before;
    for (let k = 0; k < SNAPSHOT_LEVELS; k++) {
      for (let f = k * FIELDS; f < (k + 1) * FIELDS; f += 2) {
        const steps = block.levels[f][row] * this.#ticksPerUnit;
        const lots = block.levels[f + 1][row];
        const ticks = Math.round(steps);
        if (lots < 0 || lots !== Math.floor(lots) || ticks < 0 || ticks > MAX_TICKS) {
          return false;
        }
        if (Math.abs(ticks - steps) > TICK_TOLERANCE * this.#ticksPerUnit) return false;
        next[f] = lots === 0 ? 0 : ticks;
        next[f + 1] = ticks === 0 ? 0 : lots;
      }
    }
    if (!isBook(next)) return false;
    this.#before = this.#now;
    this.#now = next;
    this.#readCount++;
    return true;
  }

  /** Writes the levels that differ from the snapshot before; all of them the first time. */
  writeChanges(writer: MarketWriter): void {
    const flags = this.isFirst ? FLAG_SNAPSHOT : 0;
    this.#writeSide(writer, SIDE_ASK, ASK_FIELD, flags);
    this.#writeSide(writer, SIDE_BID, BID_FIELD, flags);
  }

  #writeSide(writer: MarketWriter, side: number, field: number, flags: number): void {
    const now = this.#now;
    const before = this.#before;
    for (let f = field; f < before.length; f += FIELDS) {
      if (before[f] !== 0 && lotsAt(now, field, before[f]) === 0) {
        writer.level(side, before[f], 0, flags);
      }
    }
    for (let f = field; f < now.length; f += FIELDS) {
      if (now[f] !== 0 && lotsAt(before, field, now[f]) !== now[f + 1]) {
        writer.level(side, now[f], now[f + 1], flags);
      }
    }
  }
}

/** Lots of the level with this price, 0 when there is none. */
function lotsAt(levels: Float64Array, field: number, ticks: number): number {
  for (let f = field; f < levels.length; f += FIELDS) {
    if (levels[f] === ticks) return levels[f + 1];
  }
  return 0;
}

/** True when prices get worse level by level and the sides do not cross. */
function isBook(levels: Float64Array): boolean {
  let lastAsk = 0;
  let lastBid = MAX_TICKS + 1;
  for (let k = 0; k < levels.length; k += FIELDS) {
    const ask = levels[k + ASK_FIELD];
    const bid = levels[k + BID_FIELD];
    if (ask !== 0 && ask <= lastAsk) return false;
    if (bid !== 0 && bid >= lastBid) return false;
    if (ask !== 0) lastAsk = ask;
    if (bid !== 0) lastBid = bid;
  }
  const bestAsk = levels[ASK_FIELD];
  const bestBid = levels[BID_FIELD];
  return bestAsk === 0 || bestBid === 0 || bestBid < bestAsk;
}
