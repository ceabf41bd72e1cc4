/**
 * A strategy's trader: what it can do and see, of its own accounts alone. Everything it asks for
 * goes through the risk gate.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND, NO_PRICE_TICKS } from "../base/units.ts";
import { TIF_GTC, TIF_IOC, TYPE_LIMIT, TYPE_MARKET } from "../wire/order.ts";
import { REASON_UNKNOWN_INSTRUMENT } from "../wire/report.ts";
import type { EventTime } from "./event_time.ts";
import type { OrderTable } from "./orders/order_table.ts";
import type { Portfolio } from "./positions/portfolio.ts";
import type { RiskGate } from "./risk/risk_gate.ts";
import type { OrderId, OrderRequest, Trader } from "./trader.ts";

/** Requests of one call of a strategy; whoever asks for more is not trading any more. */
export const MOST_REQUESTS_A_CALL = 10_000;
/** Refusals within a second of event time; a strategy that takes no for an answer has far fewer. */
export const MOST_REFUSALS_A_SECOND = 10_000;
/** Timers closer together than this would fire for their own sake. */
const LEAST_TIMER_NANOS = 1e6;

/** Thrown through a strategy that does not stop asking. */
export class StrategyFlooded extends Error {
  override readonly name = "StrategyFlooded";
}

export class StrategyTrader implements Trader {
  readonly #strategyId: number;
  readonly #gate: RiskGate;
  readonly #orders: OrderTable;
  readonly #portfolio: Portfolio;
  readonly #time: EventTime;
  /** Account + 1 by instrument; 0 = not traded. */
  #accounts = new Int32Array(0);
  #requests = 0;
  #refusals = 0;
  /** The second that they are counted in. */
  #second = -1;
  /** When onTimer is due next, Infinity = never; an array, so that no number is boxed. */
  readonly timerNanos = new Float64Array([Infinity]);
  #timerEvery = 0;
  readonly #request: OrderRequest = {
    instrumentId: 0,
    side: 0,
    type: 0,
    timeInForce: 0,
    selfTrade: 0,
    flags: 0,
    priceTicks: 0,
    stopTicks: NO_PRICE_TICKS,
    qtyLots: 0,
    displayLots: 0,
    expireNanos: 0,
  };

  constructor(
    strategyId: number,
    gate: RiskGate,
    orders: OrderTable,
    portfolio: Portfolio,
    time: EventTime,
  ) {
    this.#strategyId = strategyId;
    this.#gate = gate;
    this.#orders = orders;
    this.#portfolio = portfolio;
    this.#time = time;
  }

  /** Gives the strategy an instrument to trade. Cold. */
  open(instrumentId: number, account: number): void {
    if (instrumentId >= this.#accounts.length) {
      const accounts = new Int32Array(instrumentId + 1);
      accounts.set(this.#accounts);
      this.#accounts = accounts;
    }
    this.#accounts[instrumentId] = account + 1;
  }

  /** Another call of the strategy begins. */
  beginCall(): void {
    this.#requests = 0;
  }

  /** The timer has fired. */
  rearm(): void {
    this.timerNanos[0] += this.#timerEvery;
  }

  get nowNanos(): number {
    return this.#time.cell[0];
  }

  limit(
    instrumentId: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags = 0,
    timeInForce = TIF_GTC,
  ): OrderId {
    return this.#plain(instrumentId, side, TYPE_LIMIT, timeInForce, priceTicks, qtyLots, flags);
  }

  market(instrumentId: number, side: number, qtyLots: number, flags = 0): OrderId {
    return this.#plain(instrumentId, side, TYPE_MARKET, TIF_IOC, NO_PRICE_TICKS, qtyLots, flags);
  }

  submit(order: Readonly<OrderRequest>): OrderId {
    this.#countRequest();
    const account = this.#accountOf(order.instrumentId);
    if (account < 0) return this.#refuse(REASON_UNKNOWN_INSTRUMENT);
    return this.#counted(this.#gate.submit(account, order));
  }

  modify(orderId: OrderId, priceTicks: number, qtyLots: number): number {
    this.#countRequest();
    return this.#counted(this.#gate.modify(this.#strategyId, orderId, priceTicks, qtyLots));
  }

  cancel(orderId: OrderId): number {
    this.#countRequest();
    return this.#counted(this.#gate.cancel(this.#strategyId, orderId));
  }

  cancelAll(instrumentId: number): void {
    this.#countRequest();
    if (instrumentId >= 0) {
      const account = this.#accountOf(instrumentId);
      if (account >= 0) this.#gate.cancelAccount(account);
      return;
    }
    for (let id = 0; id < this.#accounts.length; id++) {
      if (this.#accounts[id] > 0) this.#gate.cancelAccount(this.#accounts[id] - 1);
    }
  }

  setTimer(everyNanos: number): void {
    if (!(everyNanos > 0)) {
      this.timerNanos[0] = Infinity;
      return;
    }
    const every = Math.max(LEAST_TIMER_NANOS, Math.round(everyNanos));
    this.#timerEvery = every;
    this.timerNanos[0] = (Math.floor(this.#time.cell[0] / every) + 1) * every;
  }

  positionLots(instrumentId: number): number {
    const account = this.#accountOf(instrumentId);
    return account < 0 ? 0 : this.#portfolio.positionLots(account);
  }

  averagePriceTicks(instrumentId: number): number {
    const account = this.#accountOf(instrumentId);
    return account < 0 ? 0 : this.#portfolio.averagePriceTicks(account);
  }

  pnlQuote(instrumentId: number): number {
    const account = this.#accountOf(instrumentId);
    return account < 0 ? 0 : this.#portfolio.pnlQuote(account);
  }

  openLots(instrumentId: number, side: number): number {
    const account = this.#accountOf(instrumentId);
    return account < 0 || !(side === 0 || side === 1) ? 0 : this.#orders.openLots(account, side);
  }

  leavesLots(orderId: OrderId): number {
    const row = this.#orders.find(orderId);
    if (row < 0) return 0;
    const isOwn = this.#portfolio.strategyOf(this.#orders.accountOf(row)) === this.#strategyId;
    return isOwn ? this.#orders.leavesLotsOf(row) : 0;
  }

  #plain(
    instrumentId: number,
    side: number,
    type: number,
    timeInForce: number,
    priceTicks: number,
    qtyLots: number,
    flags: number,
  ): OrderId {
    const request = this.#request;
    request.instrumentId = instrumentId;
    request.side = side;
    request.type = type;
    request.timeInForce = timeInForce;
    request.flags = flags;
    request.priceTicks = priceTicks;
    request.qtyLots = qtyLots;
    return this.submit(request);
  }

  #accountOf(instrumentId: number): number {
    return instrumentId >= 0 && instrumentId < this.#accounts.length
      ? this.#accounts[instrumentId] - 1
      : -1;
  }

  #refuse(reason: number): number {
    this.#gate.refusals.add(this.#strategyId, reason);
    return this.#counted(-reason);
  }

  #countRequest(): void {
    if (++this.#requests <= MOST_REQUESTS_A_CALL) return;
    throw new StrategyFlooded(`asked for more than ${MOST_REQUESTS_A_CALL} things in one call`);
  }

  #counted(outcome: number): number {
    if (outcome >= 0) return outcome;
    const second = Math.floor(this.#time.cell[0] / NANOS_PER_SECOND);
    if (second !== this.#second) {
      this.#second = second;
      this.#refusals = 0;
    }
    if (++this.#refusals > MOST_REFUSALS_A_SECOND) {
      throw new StrategyFlooded(
        `was refused more than ${MOST_REFUSALS_A_SECOND} times in a second`,
      );
    }
    return outcome;
  }
}
