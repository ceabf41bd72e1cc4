/**
 * An exchange on recorded or simulated data: commands in, reports out, all in event time.
 *
 * ```text
 *   market messages ─────────▶ the exchange's clock ─▶ shown book, our resting orders
 *   (in order of receipt)            │
 *   commands ─ entry latency ─▶ wait ┴▶ order entry ─▶ reports ─ response latency ─▶ nextReport
 * ```
 *
 * A command sent at local time t reaches the exchange at t + entry latency, and there it meets the book
 * of *that* moment, which the feed tells us only a feed latency later. So it waits until messages, or
 * {@link SimulatedExchange.advanceTo}, have brought the exchange's clock past its arrival; at the same
 * instant, the market goes first. What results depends on the sequence of calls and the seed alone.
 *
 * One connection: commands do not overtake each other, nor do reports. A report that would be known
 * before the messages are that decide it (a response faster than the feed) is known with them.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { MAX_INSTRUMENTS } from "../../base/limits.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_LOT_UNITS,
  AT_PRICE,
  AT_QTY,
  AT_SCALES,
  AT_SIDE,
  AT_STATUS,
  AT_SYMBOL,
  AT_TICK_UNITS,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_REVEALED,
  flagsOf,
  kindOf,
  MESSAGE_BAR,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  ORDER_EXECUTE,
  STATUS_CLEAR,
  STATUS_GAP,
  STATUS_HALTED,
  STATUS_TRADING,
} from "../../wire/market.ts";
import { C_SENT_NANOS, COMMAND_WORDS } from "../../wire/order.ts";
import { REASON_NONE, REPORT_EXPIRED } from "../../wire/report.ts";
import { BarFills } from "./bar_fills.ts";
import { Execution } from "./execution.ts";
import { FundingSchedule } from "./funding.ts";
import { FeedClock } from "./latency/feed_clock.ts";
import { type LatencyModel, latencyModel } from "./latency/order_latency.ts";
import { Making } from "./making.ts";
import { type ExchangeModels, exchangeModels } from "./models.ts";
import { OrderEntry } from "./order_entry.ts";
import { LISTS, OwnOrders } from "./own_orders.ts";
import { queueModel } from "./queue/queue_model.ts";
import { ReportDesk } from "./report_desk.ts";
import { SlotQueue } from "./slot_queue.ts";
import { Taking } from "./taking.ts";
import { VenueInstrument } from "./venue_instrument.ts";

export interface SimulatedExchangeOptions {
  readonly models?: Partial<ExchangeModels>;
  /** The session's epoch, ms since 1970: funding is due, and round trips were made, at times. */
  readonly epochMillis?: number;
}

const NEXT_EXPIRY = 0;

export class SimulatedExchange {
  /** The report that {@link nextReport} gave; valid until the next call. */
  readonly reportWords: Int32Array;
  readonly reportDoubles: Float64Array;
  readonly reportAt = 0;
  readonly models: ExchangeModels;
  readonly #clock: FeedClock;
  readonly #entryLatency: LatencyModel;
  readonly #commands = new SlotQueue();
  readonly #desk: ReportDesk;
  readonly #orders = new OwnOrders();
  readonly #execution: Execution;
  readonly #making: Making;
  readonly #bars: BarFills;
  readonly #entry: OrderEntry;
  readonly #funding: FundingSchedule;
  /** By id; undefined where none was defined. */
  readonly #instruments: (VenueInstrument | undefined)[] = [];
  /** An array, so that no number is boxed. */
  readonly #nanos = new Float64Array([Infinity]);
  #startsGroup = true;

  /** @throws UserError when a model's figures cannot be */
  constructor(options: SimulatedExchangeOptions = {}) {
    const models = exchangeModels(options.models);
    const { seed } = models;
    this.models = models;
    this.#clock = new FeedClock(models.feed, seed);
    const epochMillis = options.epochMillis ?? 0;
    this.#entryLatency = latencyModel(models.entry, "entry", seed + 1, epochMillis);
    this.#desk = new ReportDesk(latencyModel(models.response, "response", seed + 2, epochMillis));
    this.#execution = new Execution(this.#orders, this.#desk);
    this.#making = new Making(this.#execution, queueModel(models.queue));
    this.#bars = new BarFills(models.bars, this.#execution, this.#making);
    const taking = new Taking(this.#execution);
    this.#entry = new OrderEntry(this.#execution, this.#making, taking, this.#instruments);
    this.#funding = new FundingSchedule(models.funding, epochMillis);
    this.reportWords = this.#desk.words;
    this.reportDoubles = this.#desk.doubles;
  }

  /** Orders that rest or wait at the exchange. */
  get openOrders(): number {
    return this.#orders.size;
  }

  /** The account's position, of all strategies together. */
  positionLots(instrumentId: number): number {
    return this.#execution.positionLots(instrumentId);
  }

  /** Lots of others ahead of a resting order; −1 where it does not rest. */
  aheadLots(orderId: number): number {
    const order = this.#orders.index.find(orderId);
    return order !== 0 && this.#orders.isResting(order) ? this.#orders.aheadLots[order] : -1;
  }

  /** Takes the market message at word `at`, in order of receipt. */
  onMarket(words: Int32Array, doubles: Float64Array, at: number): void {
    const kindWord = words[at + AT_KIND];
    const id = words[at + AT_INSTRUMENT];
    if (id < 0) return;
    const kind = kindOf(kindWord);
    if (kind === MESSAGE_INSTRUMENT) return this.#define(words, at);
    const last = (flagsOf(kindWord) & FLAG_LAST) !== 0;
    if (this.#clock.read(doubles, at >> 1, this.#startsGroup)) this.#runUntil(this.#clock.nowNanos);
    this.#desk.nowNanos = this.#clock.nowNanos;
    this.#startsGroup = last;
    const instrument = this.#instruments[id];
    if (instrument === undefined) return;
    this.#apply(instrument, kind, words, doubles, at);
    if (last) this.#endGroup(instrument);
  }

  /** Takes the command at word `at`; its sentNanos says when it was sent. */
  onCommand(words: Int32Array, doubles: Float64Array, at: number): void {
    const sentNanos = doubles[(at >> 1) + C_SENT_NANOS];
    const queue = this.#commands;
    const to = queue.push(sentNanos + this.#entryLatency.nanosAt(sentNanos));
    for (let i = 0; i < COMMAND_WORDS; i++) queue.words[to + i] = words[at + i];
  }

  /** All market messages received until `localNanos` were given. */
  advanceTo(localNanos: number): void {
    if (this.#clock.advanceTo(localNanos)) this.#runUntil(this.#clock.nowNanos);
  }

  /** Moves {@link reportWords} to the next report known by `localNanos`. @returns false = none */
  nextReport(localNanos: number): boolean {
    return this.#desk.next(localNanos);
  }

  #apply(
    instrument: VenueInstrument,
    kind: number,
    words: Int32Array,
    doubles: Float64Array,
    at: number,
  ): void {
    switch (kind) {
      case MESSAGE_LEVEL:
        return this.#level(instrument, words, doubles, at);
      case MESSAGE_ORDER:
        return this.#order(instrument, words, doubles, at);
      case MESSAGE_TRADE:
        return this.#trade(instrument, words, doubles, at);
      case MESSAGE_STATUS:
        return this.#status(instrument, words[at + AT_STATUS]);
      case MESSAGE_BAR:
        return this.#bars.onBar(instrument, words, doubles, at);
    }
  }

  #level(instrument: VenueInstrument, words: Int32Array, doubles: Float64Array, at: number): void {
    const { shown } = instrument;
    const side = words[at + AT_SIDE];
    const priceTicks = words[at + AT_PRICE];
    if (side !== SIDE_BID && side !== SIDE_ASK) return;
    const idle = instrument.rebuilding || this.#orders.first(instrument.id, side) === 0;
    if (idle) return shown.level(words, doubles, at);
    const oldLots = shown.lotsAt(side, priceTicks);
    shown.level(words, doubles, at);
    const newLots = shown.lotsAt(side, priceTicks);
    // A level that left the feed's range is not gone: nobody knows.
    const unseen = newLots === 0 && (flagsOf(words[at + AT_KIND]) & FLAG_REVEALED) !== 0;
    if (unseen) return;
    const exact = shown.hasOrders;
    this.#making.levelChanged(instrument.id, side, priceTicks, oldLots, newLots, exact);
  }

  #order(instrument: VenueInstrument, words: Int32Array, doubles: Float64Array, at: number): void {
    const { shown } = instrument;
    shown.order(words, doubles, at);
    const lots = shown.leftLots;
    if (lots === 0) return;
    const side = shown.leftSide;
    const priceTicks = shown.leftTicks;
    if (words[at + AT_SIDE] >> 8 !== ORDER_EXECUTE) {
      if (this.#orders.first(instrument.id, side) === 0) return;
      return this.#making.withdrawn(instrument.id, side, priceTicks, lots, shown.leftStamp);
    }
    if ((flagsOf(words[at + AT_KIND]) & FLAG_BOOKED) === 0) instrument.noteTrade(priceTicks);
    this.#making.executed(instrument, side, priceTicks, lots, shown.leftStamp);
  }

  #trade(instrument: VenueInstrument, words: Int32Array, doubles: Float64Array, at: number): void {
    const priceTicks = words[at + AT_PRICE];
    const lots = doubles[(at >> 1) + AT_QTY];
    const flags = flagsOf(words[at + AT_KIND]);
    if (!(lots > 0) || priceTicks === NO_PRICE_TICKS) return;
    instrument.noteTrade(priceTicks);
    // The executions of the same group have said what it did to the queues.
    if ((flags & FLAG_BOOKED) !== 0) return;
    const aggressor = words[at + AT_SIDE];
    const signed = aggressor === SIDE_BID || aggressor === SIDE_ASK;
    const atPrice = signed && (flags & FLAG_HIDDEN) === 0;
    if (aggressor !== SIDE_BID) {
      this.#making.traded(instrument, SIDE_BID, priceTicks, lots, atPrice);
    }
    if (aggressor !== SIDE_ASK) {
      this.#making.traded(instrument, SIDE_ASK, priceTicks, lots, atPrice);
    }
  }

  #status(instrument: VenueInstrument, status: number): void {
    if (status === STATUS_CLEAR) {
      instrument.shown.clear();
      instrument.rebuilding = true;
    } else if (status === STATUS_GAP) instrument.shown.state.stale = true;
    else if (status === STATUS_HALTED) instrument.halted = true;
    else if (status === STATUS_TRADING) instrument.halted = false;
  }

  #endGroup(instrument: VenueInstrument): void {
    if (instrument.rebuilding) {
      instrument.rebuilding = false;
      instrument.shown.fit();
      this.#making.rebuilt(instrument);
    }
    if (this.#orders.size === 0) {
      instrument.highTicks = NO_PRICE_TICKS;
      instrument.lowTicks = NO_PRICE_TICKS;
      return;
    }
    this.#making.meetShown(instrument, SIDE_BID);
    this.#making.meetShown(instrument, SIDE_ASK);
    this.#entry.trigger(instrument);
    this.#execution.settle(instrument.id);
  }

  /** Commands, expiries and funding before `untilNanos`, in order of time. */
  #runUntil(untilNanos: number): void {
    for (;;) {
      const arrival = this.#commands.nextNanos;
      const expiry = this.#nanos[NEXT_EXPIRY];
      // At the end of all time the commands are still carried out, but nothing more is paid.
      const funding = untilNanos === Infinity ? Infinity : this.#funding.nextNanos;
      if (!(Math.min(arrival, expiry, funding) < untilNanos)) return;
      if (funding <= expiry && funding <= arrival) this.#pay(funding);
      else if (expiry <= arrival) this.#expire(expiry);
      else this.#handleCommand(arrival);
    }
  }

  #handleCommand(arrival: number): void {
    const queue = this.#commands;
    this.#desk.nowNanos = arrival;
    this.#entry.handle(queue.words, queue.doubles, queue.front);
    queue.pop();
    this.#nanos[NEXT_EXPIRY] = this.#orders.nextExpiry();
  }

  #expire(nowNanos: number): void {
    this.#desk.nowNanos = nowNanos;
    for (let id = 0; id < this.#instruments.length; id++) {
      if (this.#instruments[id] !== undefined) this.#expireOf(id, nowNanos);
    }
    this.#nanos[NEXT_EXPIRY] = this.#orders.nextExpiry();
  }

  #expireOf(instrument: number, nowNanos: number): void {
    const orders = this.#orders;
    for (let list = 0; list < LISTS; list++) {
      for (let order = orders.first(instrument, list); order !== 0;) {
        const next = orders.next(order);
        if (orders.expireNanos[order] <= nowNanos) {
          this.#execution.end(order, REPORT_EXPIRED, REASON_NONE);
        }
        order = next;
      }
    }
  }

  #pay(nowNanos: number): void {
    this.#desk.nowNanos = nowNanos;
    const rate = this.#funding.take();
    for (let id = 0; id < this.#instruments.length; id++) {
      const instrument = this.#instruments[id];
      const mark = instrument?.markTicks ?? NO_PRICE_TICKS;
      if (instrument === undefined || mark === NO_PRICE_TICKS) continue;
      const feeQuote = rate * instrument.fees.notionalQuote(mark, 1);
      this.#desk.funding(id, Math.round(mark), feeQuote);
    }
  }

  /** Cold: once an instrument and epoch. Another scale ends what rests at the old one. */
  #define(words: Int32Array, at: number): void {
    const id = words[at + AT_INSTRUMENT];
    assert(id < MAX_INSTRUMENTS, "instruments stay below their limit");
    const scales = words[at + AT_SCALES];
    const priceUnit = words[at + AT_TICK_UNITS] / 10 ** (scales & 0xff);
    const qtyUnit = words[at + AT_LOT_UNITS] / 10 ** ((scales >>> 8) & 0xff);
    const before = this.#instruments[id];
    const state = before?.shown.state;
    if (state?.priceUnit === priceUnit && state.qtyUnit === qtyUnit) return;
    if (before !== undefined) this.#entry.endAll(id);
    const bytes = new Uint8Array(
      words.buffer,
      words.byteOffset + 4 * (at + AT_SYMBOL),
      scales >>> 24,
    );
    const symbol = String.fromCharCode(...bytes);
    const terms = { id, venue: (scales >>> 16) & 0xff, symbol, priceUnit, qtyUnit };
    while (this.#instruments.length < id) this.#instruments.push(undefined);
    this.#instruments[id] = new VenueInstrument(terms, this.models);
    this.#execution.define(id);
  }
}
