/**
 * A simulated exchange fed by hand: messages and commands in words a reader understands, reports as
 * plain objects. Latencies are none unless a test says otherwise, and every message is a group.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../../core/base/units.ts";
import type { ExchangeModels } from "../../../core/exchange/venue/models.ts";
import {
  SimulatedExchange,
  type SimulatedExchangeOptions,
} from "../../../core/exchange/venue/simulated_exchange.ts";
import {
  AT_BAR_SECONDS,
  AT_CLOSE,
  AT_EXCH_NANOS,
  AT_HIGH,
  AT_INSTRUMENT,
  AT_KIND,
  AT_LOT_UNITS,
  AT_LOW,
  AT_NEW_LOW,
  AT_OPEN,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_RECV_NANOS,
  AT_SCALES,
  AT_SIDE,
  AT_STATUS,
  AT_TICK_UNITS,
  AT_VOLUME,
  FLAG_LAST,
  MESSAGE_BAR,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  packKind,
  VENUE_SIMULATED,
} from "../../../core/wire/market.ts";
import {
  C_DISPLAY,
  C_EXPIRE,
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SENT_NANOS,
  C_SIDE,
  C_STOP,
  C_STRATEGY,
  COMMAND_CANCEL,
  COMMAND_CANCEL_ALL,
  COMMAND_MODIFY,
  COMMAND_NEW,
  packCommand,
  packOrder,
  TIF_GTC,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "../../../core/wire/order.ts";
import {
  R_EXCH_NANOS,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  R_RECV_NANOS,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_FUNDING,
  REPORT_MODIFIED,
  REPORT_REJECTED,
} from "../../../core/wire/report.ts";

export const BUY = SIDE_BID;
export const SELL = SIDE_ASK;

const KINDS = new Map<number, string>([
  [REPORT_ACCEPTED, "accepted"],
  [REPORT_REJECTED, "rejected"],
  [REPORT_FILLED, "filled"],
  [REPORT_CANCELLED, "cancelled"],
  [REPORT_EXPIRED, "expired"],
  [REPORT_MODIFIED, "modified"],
  [REPORT_CANCEL_REJECTED, "cancel rejected"],
  [REPORT_FUNDING, "funding"],
]);

export interface Report {
  readonly kind: string;
  readonly id: number;
  readonly instrument: number;
  readonly exchNanos: number;
  readonly recvNanos: number;
  readonly price: number;
  readonly reason: number;
  readonly lots: number;
  readonly leaves: number;
  readonly fee: number;
  readonly maker: boolean;
}

export interface OrderWords {
  readonly side?: number;
  readonly price?: number;
  readonly stop?: number;
  readonly lots?: number;
  readonly type?: number;
  readonly tif?: number;
  readonly selfTrade?: number;
  readonly flags?: number;
  readonly display?: number;
  readonly expire?: number;
  readonly strategy?: number;
  readonly instrument?: number;
}

/** Without latencies, with fees of nothing. */
export const BARE: Partial<ExchangeModels> = {
  feed: { kind: "none" },
  entry: { kind: "none" },
  response: { kind: "none" },
  fees: { makerBps: 0, takerBps: 0, makerPerUnit: 0, takerPerUnit: 0 },
};

export class VenueRig {
  readonly exchange: SimulatedExchange;
  /** Local time: goes on by one with every message and command. */
  now = 0;
  instrument = 0;
  readonly #words = new Int32Array(16);
  readonly #doubles = new Float64Array(this.#words.buffer);

  constructor(models: Partial<ExchangeModels> = {}, options: SimulatedExchangeOptions = {}) {
    this.exchange = new SimulatedExchange({ ...options, models: { ...BARE, ...models } });
    this.define(0);
  }

  /** Defines an instrument with ticks of 0.01 and lots of 1. */
  define(id: number, venue: number = VENUE_SIMULATED, tickUnits = 1): void {
    this.#begin(MESSAGE_INSTRUMENT, 0);
    this.#words[AT_INSTRUMENT] = id;
    this.#words[AT_TICK_UNITS] = tickUnits;
    this.#words[AT_LOT_UNITS] = 1;
    this.#words[AT_SCALES] = 2 | (venue << 16);
    this.#give();
  }

  level(side: number, price: number, lots: number, flags: number = FLAG_LAST): void {
    this.#begin(MESSAGE_LEVEL, flags);
    this.#words[AT_PRICE] = price;
    this.#words[AT_SIDE] = side;
    this.#doubles[AT_QTY] = lots;
    this.#give();
  }

  /** Levels of both sides, as price, lots, price, lots … */
  book(bids: readonly number[], asks: readonly number[]): void {
    for (let i = 0; i < bids.length; i += 2) this.level(BUY, bids[i], bids[i + 1]);
    for (let i = 0; i < asks.length; i += 2) this.level(SELL, asks[i], asks[i + 1]);
  }

  trade(aggressor: number, price: number, lots: number, flags = 0): void {
    this.#begin(MESSAGE_TRADE, flags | FLAG_LAST);
    this.#words[AT_PRICE] = price;
    this.#words[AT_SIDE] = aggressor;
    this.#doubles[AT_QTY] = lots;
    this.#give();
  }

  order(action: number, id: number, side: number, price: number, lots: number, newId = 0): void {
    this.#begin(MESSAGE_ORDER, FLAG_LAST);
    this.#words[AT_PRICE] = price;
    this.#words[AT_SIDE] = side | (action << 8);
    this.#doubles[AT_QTY] = lots;
    this.#words[AT_ORDER_LOW] = id;
    this.#words[AT_NEW_LOW] = newId;
    this.#give();
  }

  status(status: number, flags: number = FLAG_LAST): void {
    this.#begin(MESSAGE_STATUS, flags);
    this.#words[AT_STATUS] = status;
    this.#give();
  }

  bar(open: number, high: number, low: number, close: number, lots: number): void {
    this.#begin(MESSAGE_BAR, FLAG_LAST);
    this.#words[AT_OPEN] = open;
    this.#words[AT_HIGH] = high;
    this.#words[AT_LOW] = low;
    this.#words[AT_CLOSE] = close;
    this.#words[AT_BAR_SECONDS] = 60;
    this.#doubles[AT_VOLUME] = lots;
    this.#give();
  }

  /** A limit order, good till cancelled. */
  limit(id: number, side: number, price: number, lots: number, more: OrderWords = {}): void {
    this.submit(id, { side, price, lots, ...more });
  }

  market(id: number, side: number, lots: number, more: OrderWords = {}): void {
    this.submit(id, { side, lots, type: TYPE_MARKET, price: NO_PRICE_TICKS, ...more });
  }

  submit(id: number, order: OrderWords): void {
    const { side = BUY, type = TYPE_LIMIT, tif = TIF_GTC, selfTrade = 0, flags = 0 } = order;
    this.#command(COMMAND_NEW, id, flags, order);
    this.#words[C_SIDE] = packOrder(side, type, tif, selfTrade);
    this.#send();
  }

  modify(id: number, price: number, lots: number): void {
    this.#command(COMMAND_MODIFY, id, 0, { price, lots });
    this.#send();
  }

  cancel(id: number): void {
    this.#command(COMMAND_CANCEL, id, 0, {});
    this.#send();
  }

  cancelAll(instrument: number, strategy = 0): void {
    this.#command(COMMAND_CANCEL_ALL, 0, 0, { instrument, strategy });
    this.#send();
  }

  /** Sets the time of what comes next, and lets the exchange know. */
  at(nanos: number): void {
    this.now = nanos;
    this.exchange.advanceTo(nanos);
  }

  /** Everything reported until now, with a moment for what was just sent to arrive. */
  reports(): Report[] {
    this.exchange.advanceTo(++this.now);
    const seen: Report[] = [];
    while (this.exchange.nextReport(this.now)) seen.push(this.#report());
    return seen;
  }

  /** As `reports`, in few words: "1 filled 5@100 maker" or "1 rejected 9". */
  told(): string[] {
    return this.reports().map((report) => {
      const { kind, id, lots, price, reason, maker } = report;
      if (kind === "filled") return `${id} filled ${lots}@${price} ${maker ? "maker" : "taker"}`;
      if (kind === "modified") return `${id} modified ${lots}`;
      return reason === 0 ? `${id} ${kind}` : `${id} ${kind} ${reason}`;
    });
  }

  #report(): Report {
    const { reportWords: words, reportDoubles: doubles } = this.exchange;
    return {
      kind: KINDS.get(words[R_KIND] & 0xff) ?? "?",
      id: doubles[R_ORDER_ID],
      instrument: words[R_INSTRUMENT],
      exchNanos: doubles[R_EXCH_NANOS],
      recvNanos: doubles[R_RECV_NANOS],
      price: words[R_PRICE],
      reason: words[R_REASON],
      lots: doubles[R_QTY],
      leaves: doubles[R_LEAVES],
      fee: doubles[R_FEE],
      maker: ((words[R_KIND] >>> 16) & REPORT_FLAG_MAKER) !== 0,
    };
  }

  #begin(kind: number, flags: number): void {
    this.now++;
    this.#words.fill(0);
    this.#words[AT_KIND] = packKind(kind, flags);
    this.#words[AT_INSTRUMENT] = this.instrument;
    this.#doubles[AT_EXCH_NANOS] = this.now;
    this.#doubles[AT_RECV_NANOS] = this.now;
  }

  #give(): void {
    this.exchange.onMarket(this.#words, this.#doubles, 0);
  }

  #command(kind: number, id: number, flags: number, order: OrderWords): void {
    this.now++;
    this.#words.fill(0);
    this.#words[C_KIND] = packCommand(kind, flags);
    this.#words[C_INSTRUMENT] = order.instrument ?? this.instrument;
    this.#words[C_STRATEGY] = order.strategy ?? 0;
    this.#words[C_PRICE] = order.price ?? NO_PRICE_TICKS;
    this.#words[C_STOP] = order.stop ?? NO_PRICE_TICKS;
    this.#doubles[C_ORDER_ID] = id;
    this.#doubles[C_SENT_NANOS] = this.now;
    this.#doubles[C_QTY] = order.lots ?? 0;
    this.#doubles[C_DISPLAY] = order.display ?? 0;
    this.#doubles[C_EXPIRE] = order.expire ?? 0;
  }

  #send(): void {
    this.exchange.onCommand(this.#words, this.#doubles, 0);
  }
}
