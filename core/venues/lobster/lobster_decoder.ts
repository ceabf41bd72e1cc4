/**
 * From LOBSTER rows to market messages. A row is one group: what the message says, then what only
 * the book file shows, then a CHECKSUM over the book file's row.
 *
 * What messages determine. The files cover the best N levels a side and the messages within them.
 * Of a level that was inside the range in the row before, the message determines the quantity
 * exactly. Of a level that comes in from behind the worst visible one, because a better level
 * went away, no message tells anything:
 *
 * ```text
 *   before   │ 100.0  99.9  99.8 │ ?              N = 3
 *   99.9 is deleted
 *   now      │ 100.0  99.8  99.7 │ ?              99.7 was behind the worst: undetermined
 * ```
 *
 * Such a level is written as LEVEL with FLAG_REVEALED and counted as undetermined. A level that
 * falls out of the range is written with quantity 0 in the same way: what happens to it from then
 * on is not in the files, and a book that kept it would show stale depth as if it were known. All
 * other differences between messages and book file are left alone, so that they surface as
 * checksum mismatches.
 *
 * Hot path: no allocation.
 */
import * as units from "../../base/units.ts";
import * as marketLayout from "../../wire/market.ts";
import type { IngestCounters } from "../ingest_counters.ts";
import type { MarketWriter } from "../market_writer.ts";
import * as bookRow from "./lobster_book.ts";
import type { LobsterBook } from "./lobster_book.ts";
import {
  BAD_PRICE,
  BAD_SIZE,
  FINE,
  OFF_GRID,
  UNKNOWN_TYPE,
  type Verdict,
} from "./lobster_faults.ts";
import * as messageTypes from "./lobster_message.ts";
import type { LobsterMessage } from "./lobster_message.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { SIDE_ASK, SIDE_BID, SIDE_NONE } = units;
const {
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_REVEALED,
  FLAG_SNAPSHOT,
  ORDER_ADD,
  ORDER_CANCEL,
  ORDER_DELETE,
  ORDER_EXECUTE,
  STATUS_CLEAR,
  STATUS_HALTED,
  STATUS_TRADING,
} = marketLayout;
const { ASK_FIELD, BID_FIELD, LEVEL_FIELDS } = bookRow;
const { TYPE_ADD, TYPE_CANCEL, TYPE_CROSS, TYPE_DELETE, TYPE_EXECUTE, TYPE_HALT, TYPE_HIDDEN } =
  messageTypes;

const MAX_TICKS = 0x7fff_ffff;
const TWO_32 = 0x1_0000_0000;
const PRICE_HALTED = -1;
const PRICE_QUOTING = 0;
const PRICE_TRADING = 1;

export class LobsterDecoder {
  readonly #unitsPerTick: number;
  readonly #counters: IngestCounters;

  /** @param unitsPerTick tick size in units of 0.0001 USD */
  constructor(unitsPerTick: number, counters: IngestCounters) {
    this.#unitsPerTick = unitsPerTick;
    this.#counters = counters;
  }

  /** Whether {@link writeMessage} can write this message. */
  judge(message: LobsterMessage): Verdict {
    const { type, price } = message;
    if (type < TYPE_ADD || type > TYPE_HALT) return UNKNOWN_TYPE;
    if (type === TYPE_HALT) return price <= PRICE_TRADING ? FINE : BAD_PRICE;
    const ticks = price / this.#unitsPerTick;
    if (ticks < 1 || ticks > MAX_TICKS) return BAD_PRICE;
    if (message.size < 1) return BAD_SIZE;
    return type > TYPE_EXECUTE || ticks === Math.floor(ticks) ? FINE : OFF_GRID;
  }

  /** Writes what the message says, once {@link judge} found it fine. */
  writeMessage(writer: MarketWriter, message: LobsterMessage): void {
    switch (message.type) {
      case TYPE_ADD:
        this.#writeOrder(writer, message, ORDER_ADD);
        break;
      case TYPE_CANCEL:
        this.#writeOrder(writer, message, ORDER_CANCEL);
        break;
      case TYPE_DELETE:
        this.#writeOrder(writer, message, ORDER_DELETE);
        break;
      case TYPE_EXECUTE:
        // Without FLAG_BOOKED the execution is the trade: the aggressor is the other side.
        this.#writeOrder(writer, message, ORDER_EXECUTE);
        this.#counters.trade();
        break;
      case TYPE_HIDDEN:
      case TYPE_CROSS:
        this.#writeUnseenTrade(writer, message);
        this.#counters.trade();
        break;
      default:
        this.#writeStatus(writer, message.price);
    }
  }

  /** Writes the levels of the row that came into the range or fell out of it. */
  writeReveals(writer: MarketWriter, book: LobsterBook, message: LobsterMessage): void {
    this.#revealSide(writer, book, message, SIDE_ASK, ASK_FIELD);
    this.#revealSide(writer, book, message, SIDE_BID, BID_FIELD);
  }

  /**
   * Writes the book as it was before `undone` had its effect on the row: the seed on which that
   * message can then be applied. Undefined leaves the row as it is.
   */
  writeSeed(writer: MarketWriter, book: LobsterBook, undone: LobsterMessage | undefined): void {
    writer.status(STATUS_CLEAR, 0, 0, FLAG_SNAPSHOT);
    this.#seedSide(writer, book, undone, SIDE_BID, BID_FIELD);
    this.#seedSide(writer, book, undone, SIDE_ASK, ASK_FIELD);
    this.#counters.snapshot();
  }

  /** Ends the group with what the book should be now. */
  writeChecksum(writer: MarketWriter, book: LobsterBook): void {
    writer.checksum(book.levels, book.checksum, FLAG_LAST);
  }

  #writeOrder(writer: MarketWriter, message: LobsterMessage, action: number): void {
    const { orderId } = message;
    writer.order(
      action,
      sideOf(message),
      message.price / this.#unitsPerTick,
      message.size,
      orderId % TWO_32,
      Math.floor(orderId / TWO_32),
      0,
    );
  }

  /**
   * Executions against hidden orders and crosses. Hidden orders may trade between two ticks, at the
   * midpoint: such a price is rounded against the aggressor, so that no cost estimate is flattered.
   */
  #writeUnseenTrade(writer: MarketWriter, message: LobsterMessage): void {
    const ticks = message.price / this.#unitsPerTick;
    if (message.type === TYPE_CROSS) {
      writer.trade(SIDE_NONE, Math.round(ticks), message.size, 0, FLAG_HIDDEN);
    } else if (message.direction < 0) {
      writer.trade(SIDE_BID, Math.ceil(ticks), message.size, 0, FLAG_HIDDEN);
    } else {
      writer.trade(SIDE_ASK, Math.floor(ticks), message.size, 0, FLAG_HIDDEN);
    }
  }

  #writeStatus(writer: MarketWriter, price: number): void {
    const quoting = price === PRICE_QUOTING ? 1 : 0;
    const halted = price === PRICE_HALTED || quoting === 1;
    writer.status(halted ? STATUS_HALTED : STATUS_TRADING, quoting, 0, 0);
  }

  #revealSide(
    writer: MarketWriter,
    book: LobsterBook,
    message: LobsterMessage,
    side: number,
    field: number,
  ): void {
    const { now, before } = book;
    const last = (book.levels - 1) * LEVEL_FIELDS + field;
    // 0 when the side has fewer than N levels: then all of it is visible.
    const worstNow = now[last];
    const worstBefore = before[last];
    const added = message.type === TYPE_ADD && sideOf(message) === side;
    const addedTicks = added ? message.price / this.#unitsPerTick : 0;
    if (addedTicks !== 0 && worstNow !== 0 && isWorse(side, addedTicks, worstNow)) {
      writer.level(side, addedTicks, 0, FLAG_REVEALED);
    }
    if (worstNow === worstBefore) return;
    if (worstNow !== 0) {
      for (let f = last; f >= 0 && isWorse(side, before[f], worstNow); f -= LEVEL_FIELDS) {
        if (before[f] !== 0) writer.level(side, before[f], 0, FLAG_REVEALED);
      }
    }
    if (worstBefore !== 0) {
      for (let f = last; f >= 0; f -= LEVEL_FIELDS) {
        if (now[f] === 0) continue;
        if (!isWorse(side, now[f], worstBefore)) break;
        if (now[f] === addedTicks && now[f + 1] === message.size) continue;
        writer.level(side, now[f], now[f + 1], FLAG_REVEALED);
        this.#counters.undetermined();
      }
    }
  }

  #seedSide(
    writer: MarketWriter,
    book: LobsterBook,
    undone: LobsterMessage | undefined,
    side: number,
    field: number,
  ): void {
    const { now } = book;
    const concerned = undone !== undefined && undone.type <= TYPE_EXECUTE &&
      sideOf(undone) === side;
    const undoneTicks = concerned ? undone.price / this.#unitsPerTick : 0;
    const undoneLots = concerned ? (undone.type === TYPE_ADD ? -undone.size : undone.size) : 0;
    let found = false;
    for (let f = field; f < now.length; f += LEVEL_FIELDS) {
      if (now[f] === 0) continue;
      const isUndone = now[f] === undoneTicks;
      const qtyLots = isUndone ? now[f + 1] + undoneLots : now[f + 1];
      if (isUndone) found = true;
      if (qtyLots > 0) writer.level(side, now[f], qtyLots, FLAG_SNAPSHOT);
    }
    if (!found && undoneLots > 0) writer.level(side, undoneTicks, undoneLots, FLAG_SNAPSHOT);
  }
}

/** The resting order's side. */
function sideOf(message: LobsterMessage): number {
  return message.direction > 0 ? SIDE_BID : SIDE_ASK;
}

function isWorse(side: number, ticks: number, thanTicks: number): boolean {
  return side === SIDE_ASK ? ticks > thanTicks : ticks < thanTicks;
}
