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
import type { ItchMessage } from "./itch_message.ts";
import type { PriceGrids } from "./price_grids.ts";

const LETTER_BUY = 0x42;
const LETTER_SELL = 0x53;
const LETTER_NO = 0x4e;
const LETTER_TRADING = 0x54;

export class ItchDecoder {
  readonly #context: SourceContext;
  readonly #instruments: ItchInstruments;
  /** Nanoseconds from the session's epoch to the exchange's midnight. */
  readonly #midnightNanos: number;

  constructor(context: SourceContext, midnightNanos: number, name: string, grids: PriceGrids) {
    this.#context = context;
    this.#midnightNanos = midnightNanos;
    this.#instruments = new ItchInstruments(context, name, grids);
  }

  /** Time of a message, nanoseconds since the epoch. */
  nanosOf(message: ItchMessage): number {
    return this.#midnightNanos + message.nanos;
  }

  /**
   * Writes a message; `sequence` is its number in the file.
   * @returns false when one of its fields is impossible
   */
  write(writer: MarketWriter, message: ItchMessage, sequence: number): boolean {
    const type = message.type;
    const locate = message.locate;
    const id = this.#instruments.ids[locate];
    if (id === UNWANTED) return true;
    const nanos = this.nanosOf(message);
    writer.begin(id, nanos, nanos, sequence);
    switch (type) {
      case TYPE_ADD:
      case TYPE_ADD_ATTRIBUTED:
        return this.#writeAdd(writer, message, sequence);
      case TYPE_TRADE:
        return this.#writeTrade(writer, message, sequence);
      case TYPE_CROSS:
        return this.#writeCross(writer, message, sequence);
      case TYPE_ACTION:
        return this.#writeAction(writer, message, locate);
    }
    // An order whose add was never seen: the file starts in the middle of the day.
    if (id === UNDEFINED) {
      this.#context.counters.ignored();
      return true;
    }
    switch (type) {
      case TYPE_EXECUTED:
        return this.#writeChange(writer, message, ORDER_EXECUTE);
      case TYPE_EXECUTED_AT:
        return this.#writeExecutedAt(writer, message, locate);
      case TYPE_CANCEL:
        return this.#writeChange(writer, message, ORDER_CANCEL);
      case TYPE_DELETE:
        this.#writeOrder(writer, message, ORDER_DELETE, SIDE_NONE, NO_PRICE_TICKS, 0, FLAG_LAST);
        return true;
      case TYPE_REPLACE:
        return this.#writeReplace(writer, message, locate);
      default:
        this.#context.counters.ignored();
        return true;
    }
  }

  #writeAdd(writer: MarketWriter, message: ItchMessage, sequence: number): boolean {
    const letter = message.side;
    const lots = message.shares;
    const price = message.price;
    if ((letter !== LETTER_BUY && letter !== LETTER_SELL) || lots === 0 || price === 0) {
      return false;
    }
    if (!this.#ensure(writer, message, price, sequence)) return true;
    const side = letter === LETTER_BUY ? SIDE_BID : SIDE_ASK;
    const ticks = this.#instruments.ticksOf(message.locate, price, side);
    if (ticks < 0) return false;
    this.#writeOrder(writer, message, ORDER_ADD, side, ticks, lots, FLAG_LAST);
    return true;
  }

  /** Without FLAG_BOOKED an execution is itself the trade, at the order's price. */
  #writeChange(writer: MarketWriter, message: ItchMessage, action: number): boolean {
    const lots = message.takenShares;
    if (lots === 0) return false;
    if (action === ORDER_EXECUTE) this.#context.counters.trade();
    this.#writeOrder(writer, message, action, SIDE_NONE, NO_PRICE_TICKS, lots, FLAG_LAST);
    return true;
  }

  /** Executed at a price of its own, as in a cross: printed trades are the ones that count. */
  #writeExecutedAt(writer: MarketWriter, message: ItchMessage, locate: number): boolean {
    const lots = message.takenShares;
    const price = message.executedPrice;
    const ticks = this.#instruments.ticksOf(locate, price, SIDE_NONE);
    if (lots === 0 || ticks < 0) return false;
    const action = ORDER_EXECUTE;
    this.#writeOrder(writer, message, action, SIDE_NONE, NO_PRICE_TICKS, lots, FLAG_BOOKED);
    if (message.printable !== LETTER_NO) {
      writer.trade(SIDE_NONE, ticks, lots, message.executedMatch, FLAG_BOOKED);
      this.#context.counters.trade();
    }
    writer.last();
    return true;
  }

  #writeReplace(writer: MarketWriter, message: ItchMessage, locate: number): boolean {
    const lots = message.newShares;
    const price = message.newPrice;
    if (lots === 0 || price === 0) return false;
    const ticks = this.#instruments.ticksOf(locate, price, SIDE_NONE);
    if (ticks < 0) return false;
    this.#writeOrder(writer, message, ORDER_REPLACE, SIDE_NONE, ticks, lots, FLAG_LAST);
    writer.newOrderId(message.newOrderLow, message.newOrderHigh);
    return true;
  }

  /**
   * A trade against a hidden order. "S" says that a sell order rested; "B" says nothing, because
   * since July 2014 the exchange sends it whatever the side.
   */
  #writeTrade(writer: MarketWriter, message: ItchMessage, sequence: number): boolean {
    const lots = message.shares;
    const price = message.price;
    if (lots === 0 || price === 0) return false;
    if (!this.#ensure(writer, message, price, sequence)) return true;
    const aggressor = message.side === LETTER_SELL ? SIDE_BID : SIDE_NONE;
    const ticks = this.#instruments.ticksOf(message.locate, price, aggressor);
    if (ticks < 0) return false;
    writer.trade(aggressor, ticks, lots, message.tradeMatch, FLAG_HIDDEN | FLAG_LAST);
    this.#context.counters.trade();
    return true;
  }

  #writeCross(writer: MarketWriter, message: ItchMessage, sequence: number): boolean {
    const lots = message.crossShares;
    const price = message.crossPrice;
    // A cross in which nothing traded is sent all the same.
    if (lots === 0 || price === 0) return true;
    if (!this.#ensure(writer, message, price, sequence)) return true;
    const ticks = this.#instruments.ticksOf(message.locate, price, SIDE_NONE);
    if (ticks < 0) return false;
    writer.trade(SIDE_NONE, ticks, lots, message.crossMatch, FLAG_HIDDEN | FLAG_LAST);
    this.#context.counters.trade();
    return true;
  }

  #writeAction(writer: MarketWriter, message: ItchMessage, locate: number): boolean {
    const state = message.state;
    const status = state === LETTER_TRADING ? STATUS_TRADING : STATUS_HALTED;
    if (this.#instruments.ids[locate] === UNDEFINED) this.#instruments.remember(locate, status);
    else writer.status(status, state, 0, FLAG_LAST);
    return true;
  }

  /** Defines the message's instrument if need be. @returns false when it is not asked for */
  #ensure(
    writer: MarketWriter,
    message: ItchMessage,
    price: number,
    sequence: number,
  ): boolean {
    const locate = message.locate;
    if (this.#instruments.ids[locate] !== UNDEFINED) return true;
    const symbol = message.type === TYPE_CROSS ? message.crossStock : message.stock;
    const id = this.#instruments.define(locate, symbol, price, writer);
    if (id === UNWANTED) return false;
    const nanos = this.nanosOf(message);
    writer.begin(id, nanos, nanos, sequence);
    const status = this.#instruments.takeStatus(locate);
    if (status !== 0) writer.status(status, 0, 0, FLAG_LAST);
    return true;
  }

  #writeOrder(
    writer: MarketWriter,
    message: ItchMessage,
    action: number,
    side: number,
    ticks: number,
    lots: number,
    flags: number,
  ): void {
    writer.order(action, side, ticks, lots, message.orderLow, message.orderHigh, flags);
  }
}
