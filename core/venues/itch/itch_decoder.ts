/**
 * From ITCH messages to market messages; each is a group of its own.
 *
 * The feed names price and side of an order once, when it is added. What happens to it later goes on
 * with the order's number alone (NO_PRICE_TICKS, SIDE_NONE): the book stage knows the order, and a
 * second table of all orders here would only repeat it.
 *
 * Order numbers are 64 bits wide and stay two words of 32.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID, SIDE_NONE } from "../../base/units.ts";
import {
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_LAST,
  ORDER_ADD,
  ORDER_CANCEL,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  STATUS_HALTED,
  STATUS_TRADING,
} from "../../wire/market.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { SourceContext } from "../source.ts";
import {
  AT_LOCATE,
  AT_NANOS_HIGH,
  AT_NANOS_LOW,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  TYPE_ACTION,
  TYPE_ADD,
  TYPE_ADD_ATTRIBUTED,
  TYPE_CANCEL,
  TYPE_CROSS,
  TYPE_DELETE,
  TYPE_EXECUTED,
  TYPE_EXECUTED_AT,
  TYPE_REPLACE,
  TYPE_TRADE,
} from "./itch_format.ts";
import { ItchInstruments, UNDEFINED, UNWANTED } from "./itch_instruments.ts";

const TWO_32 = 0x1_0000_0000;
const LETTER_BUY = 0x42;
const LETTER_SELL = 0x53;
const LETTER_NO = 0x4e;
const LETTER_TRADING = 0x54;

export class ItchDecoder {
  readonly #context: SourceContext;
  readonly #instruments: ItchInstruments;
  /** Nanoseconds from the session's epoch to the exchange's midnight. */
  readonly #midnightNanos: number;

  constructor(context: SourceContext, midnightNanos: number, name: string) {
    this.#context = context;
    this.#midnightNanos = midnightNanos;
    this.#instruments = new ItchInstruments(context, name);
  }

  /** Time of the message at `at`, nanoseconds since the epoch. */
  nanosOf(view: DataView, at: number): number {
    return this.#midnightNanos + view.getUint16(at + AT_NANOS_HIGH) * TWO_32 +
      view.getUint32(at + AT_NANOS_LOW);
  }

  /**
   * Writes the message whose type byte is at `at`; `sequence` is its number in the file.
   * @returns false when one of its fields is impossible
   */
  write(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    sequence: number,
  ): boolean {
    const type = bytes[at];
    const locate = view.getUint16(at + AT_LOCATE);
    const id = this.#instruments.ids[locate];
    if (id === UNWANTED) return true;
    const nanos = this.nanosOf(view, at);
    writer.begin(id, nanos, nanos, sequence);
    switch (type) {
      case TYPE_ADD:
      case TYPE_ADD_ATTRIBUTED:
        return this.#writeAdd(writer, bytes, view, at, sequence);
      case TYPE_TRADE:
        return this.#writeTrade(writer, bytes, view, at, sequence);
      case TYPE_CROSS:
        return this.#writeCross(writer, bytes, view, at, sequence);
      case TYPE_ACTION:
        return this.#writeAction(writer, bytes, at, locate);
    }
    // An order whose add was never seen: the file starts in the middle of the day.
    if (id === UNDEFINED) {
      this.#context.counters.ignored();
      return true;
    }
    switch (type) {
      case TYPE_EXECUTED:
        return this.#writeChange(writer, view, at, ORDER_EXECUTE, view.getUint32(at + 19), 0);
      case TYPE_EXECUTED_AT:
        return this.#writeExecutedAt(writer, bytes, view, at, locate);
      case TYPE_CANCEL:
        return this.#writeChange(writer, view, at, ORDER_CANCEL, view.getUint32(at + 19), 0);
      case TYPE_DELETE:
        this.#writeOrder(writer, view, at, ORDER_DELETE, SIDE_NONE, NO_PRICE_TICKS, 0, FLAG_LAST);
        return true;
      case TYPE_REPLACE:
        return this.#writeReplace(writer, view, at, locate);
      default:
        this.#context.counters.ignored();
        return true;
    }
  }

  #writeAdd(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    sequence: number,
  ): boolean {
    const letter = bytes[at + 19];
    const lots = view.getUint32(at + 20);
    const price = view.getUint32(at + 32);
    if ((letter !== LETTER_BUY && letter !== LETTER_SELL) || lots === 0 || price === 0) {
      return false;
    }
    if (!this.#ensure(writer, bytes, view, at, at + 24, price, sequence)) return true;
    const side = letter === LETTER_BUY ? SIDE_BID : SIDE_ASK;
    const ticks = this.#instruments.ticksOf(view.getUint16(at + AT_LOCATE), price, side);
    if (ticks < 0) return false;
    this.#writeOrder(writer, view, at, ORDER_ADD, side, ticks, lots, FLAG_LAST);
    return true;
  }

  /** Without FLAG_BOOKED an execution is itself the trade, at the order's price. */
  #writeChange(
    writer: MarketWriter,
    view: DataView,
    at: number,
    action: number,
    lots: number,
    flags: number,
  ): boolean {
    if (lots === 0) return false;
    if (action === ORDER_EXECUTE) this.#context.counters.trade();
    this.#writeOrder(
      writer,
      view,
      at,
      action,
      SIDE_NONE,
      NO_PRICE_TICKS,
      lots,
      FLAG_LAST | flags,
    );
    return true;
  }

  /** Executed at a price of its own, as in a cross: printed trades are the ones that count. */
  #writeExecutedAt(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    locate: number,
  ): boolean {
    const lots = view.getUint32(at + 19);
    const ticks = this.#instruments.ticksOf(locate, view.getUint32(at + 32), SIDE_NONE);
    if (lots === 0 || ticks < 0) return false;
    this.#writeOrder(
      writer,
      view,
      at,
      ORDER_EXECUTE,
      SIDE_NONE,
      NO_PRICE_TICKS,
      lots,
      FLAG_BOOKED,
    );
    if (bytes[at + 31] !== LETTER_NO) {
      writer.trade(SIDE_NONE, ticks, lots, matchOf(view, at + 23), FLAG_BOOKED);
      this.#context.counters.trade();
    }
    writer.last();
    return true;
  }

  #writeReplace(writer: MarketWriter, view: DataView, at: number, locate: number): boolean {
    const lots = view.getUint32(at + 27);
    const price = view.getUint32(at + 31);
    if (lots === 0 || price === 0) return false;
    const ticks = this.#instruments.ticksOf(locate, price, SIDE_NONE);
    if (ticks < 0) return false;
    this.#writeOrder(writer, view, at, ORDER_REPLACE, SIDE_NONE, ticks, lots, FLAG_LAST);
    writer.newOrderId(view.getUint32(at + 23), view.getUint32(at + 19));
    return true;
  }

  /**
   * A trade against a hidden order. "S" says that a sell order rested; "B" says nothing, because
   * since July 2014 the exchange sends it whatever the side.
   */
  #writeTrade(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    sequence: number,
  ): boolean {
    const lots = view.getUint32(at + 20);
    const price = view.getUint32(at + 32);
    if (lots === 0 || price === 0) return false;
    if (!this.#ensure(writer, bytes, view, at, at + 24, price, sequence)) return true;
    const aggressor = bytes[at + 19] === LETTER_SELL ? SIDE_BID : SIDE_NONE;
    const ticks = this.#instruments.ticksOf(view.getUint16(at + AT_LOCATE), price, aggressor);
    if (ticks < 0) return false;
    writer.trade(aggressor, ticks, lots, matchOf(view, at + 36), FLAG_HIDDEN | FLAG_LAST);
    this.#context.counters.trade();
    return true;
  }

  #writeCross(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    sequence: number,
  ): boolean {
    const lots = view.getUint32(at + 11) * TWO_32 + view.getUint32(at + 15);
    const price = view.getUint32(at + 27);
    // A cross in which nothing traded is sent all the same.
    if (lots === 0 || price === 0) return true;
    if (!this.#ensure(writer, bytes, view, at, at + 19, price, sequence)) return true;
    const ticks = this.#instruments.ticksOf(view.getUint16(at + AT_LOCATE), price, SIDE_NONE);
    if (ticks < 0) return false;
    writer.trade(SIDE_NONE, ticks, lots, matchOf(view, at + 31), FLAG_HIDDEN | FLAG_LAST);
    this.#context.counters.trade();
    return true;
  }

  #writeAction(writer: MarketWriter, bytes: Uint8Array, at: number, locate: number): boolean {
    const state = bytes[at + 19];
    const status = state === LETTER_TRADING ? STATUS_TRADING : STATUS_HALTED;
    if (this.#instruments.ids[locate] === UNDEFINED) this.#instruments.remember(locate, status);
    else writer.status(status, state, 0, FLAG_LAST);
    return true;
  }

  /** Defines the message's instrument if need be. @returns false when it is not asked for */
  #ensure(
    writer: MarketWriter,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    stockAt: number,
    price: number,
    sequence: number,
  ): boolean {
    const locate = view.getUint16(at + AT_LOCATE);
    if (this.#instruments.ids[locate] !== UNDEFINED) return true;
    const id = this.#instruments.define(locate, bytes, stockAt, price, writer);
    if (id === UNWANTED) return false;
    const nanos = this.nanosOf(view, at);
    writer.begin(id, nanos, nanos, sequence);
    const status = this.#instruments.takeStatus(locate);
    if (status !== 0) writer.status(status, 0, 0, FLAG_LAST);
    return true;
  }

  #writeOrder(
    writer: MarketWriter,
    view: DataView,
    at: number,
    action: number,
    side: number,
    ticks: number,
    lots: number,
    flags: number,
  ): void {
    writer.order(
      action,
      side,
      ticks,
      lots,
      view.getUint32(at + AT_ORDER_LOW),
      view.getUint32(at + AT_ORDER_HIGH),
      flags,
    );
  }
}

/** A match number: exact below 2^53, which NASDAQ's are by far. */
function matchOf(view: DataView, at: number): number {
  return view.getUint32(at) * TWO_32 + view.getUint32(at + 4);
}
