/**
 * One Binance record, parsed: a flyweight that both parsers fill, so that they can be compared field
 * by field and everything behind them exists once.
 */
import { LevelBuffer } from "../level_buffer.ts";
import type { Lane } from "./lane.ts";

/** Known, and of no use here. */
export const EVENT_IGNORED = 0;
/** Changes of the book: levels, firstId, lastId, previousId. */
export const EVENT_DEPTH = 1;
/** The book as the REST interface gave it: levels, lastId. */
export const EVENT_SNAPSHOT = 2;
/** An execution: side, priceTicks, qtyLots, tradeId. */
export const EVENT_TRADE = 3;
/** Best bid and offer: bid and ask ticks and lots, lastId. */
export const EVENT_QUOTE = 4;

/** No such id in the record. */
export const NO_ID = -1;
/** No such time in the record. */
export const NO_TIME = 0;

export class BinanceEvent {
  kind = EVENT_IGNORED;
  /** The instrument's lane; undefined for ignored records. */
  lane: Lane | undefined = undefined;
  /** Matching time T, or else publication time E, as the venue writes it: ms or µs since 1970. */
  venueTime = NO_TIME;
  /** U */
  firstId = NO_ID;
  /** u, or lastUpdateId */
  lastId = NO_ID;
  /** pu; {@link NO_ID} on spot */
  previousId = NO_ID;
  /** The aggressor. */
  side = 0;
  priceTicks = 0;
  qtyLots = 0;
  tradeId = 0;
  bidTicks = 0;
  bidLots = 0;
  askTicks = 0;
  askLots = 0;
  readonly levels = new LevelBuffer();

  clear(): void {
    this.kind = EVENT_IGNORED;
    this.lane = undefined;
    this.venueTime = NO_TIME;
    this.firstId = NO_ID;
    this.lastId = NO_ID;
    this.previousId = NO_ID;
    this.levels.clear();
  }
}
