/**
 * A strategy on the bench: frames made by hand go in, what it asks for is recorded, and reports are
 * made as a venue would. The trader holds what a strategy asks to what the contract says.
 */
import assert from "node:assert/strict";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { NO_PRICE_TICKS, SIDE_BID } from "../../core/base/units.ts";
import { featureIndex } from "../../core/features/table.ts";
import { FrameView } from "../../core/trading/frame_view.ts";
import { parameterValues } from "../../core/trading/parameters.ts";
import { ReportView } from "../../core/trading/report_view.ts";
import type { Strategy, StrategyDefinition } from "../../core/trading/strategy.ts";
import type { OrderRequest, Trader } from "../../core/trading/trader.ts";
import {
  F_CLASSES,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_MASK,
  F_PREDICTED_SEQUENCE,
  F_PROBABILITIES,
  MASK_WORDS,
} from "../../core/wire/frame.ts";
import { TIF_GTC, TIF_IOC, TYPE_LIMIT } from "../../core/wire/order.ts";
import {
  packReport,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  REASON_UNKNOWN_ORDER,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
  REPORT_WORDS,
} from "../../core/wire/report.ts";
import { type TestFrame, writeFrame } from "../features/frames.ts";

/** Something a strategy asked for. */
export interface Ask {
  readonly kind: "new" | "modify" | "cancel";
  readonly orderId: number;
  readonly nowNanos: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeInForce: number;
  readonly flags: number;
}

/** An order as the venue knows it. */
export interface RigOrder {
  readonly id: number;
  readonly instrumentId: number;
  readonly side: number;
  readonly timeInForce: number;
  priceTicks: number;
  /** Total, and what of it filled. */
  qtyLots: number;
  filledLots: number;
  isOpen: boolean;
  /** Asked and not yet answered. */
  waiting: Ask | undefined;
}

export interface RigOptions {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly instrumentIds?: readonly number[];
  readonly seed?: number;
}

/** What a frame carries beside its book. */
export interface Signals {
  readonly features?: Readonly<Record<string, number>>;
  readonly probabilities?: readonly number[];
  readonly frameSequence?: number;
  readonly predictedSequence?: number;
}

/** Records and checks; answers nothing by itself. */
export class RigTrader implements Trader {
  nowNanos = 0;
  readonly asks: Ask[] = [];
  readonly orders: RigOrder[] = [];
  readonly positions = new Map<number, number>();
  timerNanos = 0;
  /** Above 0: REASON_* with which everything is refused. */
  refusal = 0;
  /** How often it was. */
  refused = 0;
  /** Strategies may not ask for anything now. */
  isClosed = false;

  limit(
    instrumentId: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags = 0,
    timeInForce = TIF_GTC,
  ): number {
    assert.notEqual(priceTicks, NO_PRICE_TICKS);
    return this.#new(instrumentId, side, priceTicks, qtyLots, flags, timeInForce);
  }

  #new(
    instrumentId: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags: number,
    timeInForce: number,
  ): number {
    this.#check(priceTicks === NO_PRICE_TICKS ? 1 : priceTicks, qtyLots);
    assert.ok(side === 0 || side === 1, `side ${side}`);
    if (this.refusal > 0) return this.#refuse();
    const id = this.orders.length + 1;
    const ask: Ask = {
      kind: "new",
      orderId: id,
      nowNanos: this.nowNanos,
      side,
      priceTicks,
      qtyLots,
      timeInForce,
      flags,
    };
    const order = { id, instrumentId, side, timeInForce, priceTicks, qtyLots };
    this.orders.push({ ...order, filledLots: 0, isOpen: true, waiting: ask });
    this.asks.push(ask);
    return id;
  }

  market(instrumentId: number, side: number, qtyLots: number, flags = 0): number {
    return this.#new(instrumentId, side, NO_PRICE_TICKS, qtyLots, flags, TIF_IOC);
  }

  submit(order: Readonly<OrderRequest>): number {
    assert.equal(order.type, TYPE_LIMIT, "no strategy that ships sends anything else");
    const { instrumentId, side, priceTicks, qtyLots, flags, timeInForce } = order;
    return this.limit(instrumentId, side, priceTicks, qtyLots, flags, timeInForce);
  }

  modify(orderId: number, priceTicks: number, qtyLots: number): number {
    this.#check(priceTicks, qtyLots);
    return this.#change("modify", orderId, priceTicks, qtyLots);
  }

  cancel(orderId: number): number {
    assert.ok(!this.isClosed, "asked while it may not");
    return this.#change("cancel", orderId, NO_PRICE_TICKS, 0);
  }

  cancelAll(): void {
    for (const order of this.orders) if (order.isOpen) this.cancel(order.id);
  }

  setTimer(everyNanos: number): void {
    assert.ok(Number.isSafeInteger(everyNanos) && everyNanos >= 0);
    this.timerNanos = everyNanos;
  }

  positionLots(instrumentId: number): number {
    return this.positions.get(instrumentId) ?? 0;
  }

  averagePriceTicks(): number {
    return 0;
  }

  pnlQuote(): number {
    return 0;
  }

  openLots(instrumentId: number, side: number): number {
    return this.orders.filter((o) => o.isOpen && o.instrumentId === instrumentId && o.side === side)
      .reduce((sum, order) => sum + order.qtyLots - order.filledLots, 0);
  }

  leavesLots(orderId: number): number {
    const order = this.orders[orderId - 1];
    return order?.isOpen ? order.qtyLots - order.filledLots : 0;
  }

  /** The most that position and orders may come to on a side, changes on their way included. */
  worstLots(instrumentId: number, side: number): number {
    let lots = side === SIDE_BID
      ? this.positionLots(instrumentId)
      : -this.positionLots(instrumentId);
    for (
      const { isOpen, instrumentId: id, side: its, qtyLots, filledLots, waiting } of this.orders
    ) {
      if (!isOpen || id !== instrumentId || its !== side) continue;
      lots += Math.max(qtyLots, waiting?.qtyLots ?? 0) - filledLots;
    }
    return lots;
  }

  #change(kind: "modify" | "cancel", orderId: number, priceTicks: number, qtyLots: number): number {
    const order = this.orders[orderId - 1];
    assert.ok(order !== undefined, "names an order of its own");
    if (this.refusal > 0) return this.#refuse();
    if (!order.isOpen) return -REASON_UNKNOWN_ORDER;
    assert.equal(order.waiting, undefined, "asks again while an answer is outstanding");
    const { nowNanos } = this;
    const { side, timeInForce } = order;
    order.waiting = { kind, orderId, nowNanos, side, priceTicks, qtyLots, timeInForce, flags: 0 };
    this.asks.push(order.waiting);
    return 0;
  }

  #refuse(): number {
    this.refused++;
    return -this.refusal;
  }

  #check(priceTicks: number, qtyLots: number): void {
    assert.ok(!this.isClosed, "asked while it may not");
    assert.ok(priceTicks >= 1 && priceTicks === (priceTicks | 0), `price ${priceTicks}`);
    assert.ok(qtyLots >= 1 && Number.isSafeInteger(qtyLots), `quantity ${qtyLots}`);
  }
}

/** A strategy with its trader. */
export class Rig {
  readonly trader = new RigTrader();
  readonly strategy: Strategy;
  readonly #frameWords = new Int32Array(new SharedArrayBuffer(FRAME_SLOT_BYTES));
  readonly #frameDoubles = new Float64Array(this.#frameWords.buffer);
  readonly #frameFloats = new Float32Array(this.#frameWords.buffer);
  readonly #reportWords = new Int32Array(new SharedArrayBuffer(4 * REPORT_WORDS));
  readonly #reportDoubles = new Float64Array(this.#reportWords.buffer);
  readonly #frame = new FrameView(this.#frameWords);
  readonly #report = new ReportView(this.#reportWords);
  #sequence = 0;

  constructor(definition: StrategyDefinition, options: RigOptions = {}) {
    const { parameters = {}, instrumentIds = [0], seed = 1 } = options;
    this.strategy = definition.create({
      trader: this.trader,
      parameters: parameterValues(definition.parameters, parameters, definition.name),
      instruments: instrumentIds.map((id) => ({
        id,
        symbol: `S${id}`,
        venue: "simulated",
        priceUnit: 0.01,
        qtyUnit: 1,
      })),
      seed,
    });
    this.strategy.onStart?.();
  }

  /** The orders asked for so far, cut down to what tests look at. */
  get news(): [side: number, priceTicks: number, qtyLots: number][] {
    return this.trader.asks.filter(({ kind }) => kind === "new")
      .map(({ side, priceTicks, qtyLots }) => [side, priceTicks, qtyLots]);
  }

  /** Shows a frame. */
  frame(frame: TestFrame, signals: Signals = {}): void {
    writeFrame(frame, this.#frameWords, this.#frameDoubles);
    this.#writeSignals(signals);
    this.trader.nowNanos = frame.recvNanos;
    this.strategy.onFrame(this.#frame);
  }

  /** Shows a frame of before the strategy's time. */
  history(frame: TestFrame): void {
    writeFrame(frame, this.#frameWords, this.#frameDoubles);
    this.trader.nowNanos = frame.recvNanos;
    this.strategy.onHistory?.(this.#frame);
  }

  timer(nowNanos: number): void {
    this.trader.nowNanos = nowNanos;
    this.strategy.onTimer?.(nowNanos);
  }

  accept(order: RigOrder): void {
    order.waiting = undefined;
    this.#send(REPORT_ACCEPTED, order);
  }

  reject(order: RigOrder): void {
    order.waiting = undefined;
    order.isOpen = false;
    this.#send(REPORT_REJECTED, order);
  }

  fill(order: RigOrder, qtyLots = order.qtyLots - order.filledLots): void {
    order.filledLots += qtyLots;
    if (order.filledLots >= order.qtyLots) order.isOpen = false;
    const signed = order.side === SIDE_BID ? qtyLots : -qtyLots;
    const { positions } = this.trader;
    positions.set(order.instrumentId, (positions.get(order.instrumentId) ?? 0) + signed);
    this.#send(REPORT_FILLED, order, order.priceTicks, qtyLots);
  }

  /** Ends an order, asked to or not. */
  end(order: RigOrder, kind: number = REPORT_CANCELLED): void {
    assert.ok(kind === REPORT_CANCELLED || kind === REPORT_EXPIRED);
    order.waiting = undefined;
    order.isOpen = false;
    this.#send(kind, order);
  }

  /** Does what was asked of an order. */
  modified(order: RigOrder): void {
    const { waiting } = order;
    assert.ok(waiting !== undefined && waiting.kind === "modify");
    order.waiting = undefined;
    order.priceTicks = waiting.priceTicks;
    order.qtyLots = Math.max(waiting.qtyLots, order.filledLots);
    if (order.qtyLots === order.filledLots) order.isOpen = false;
    this.#send(REPORT_MODIFIED, order, NO_PRICE_TICKS, order.qtyLots);
  }

  /** The order stays as it is. */
  refuseChange(order: RigOrder): void {
    order.waiting = undefined;
    this.#send(REPORT_CANCEL_REJECTED, order);
  }

  /** Takes lots off an order, unasked. */
  reduce(order: RigOrder, lots: number, reason: number): void {
    order.qtyLots -= lots;
    this.#send(REPORT_MODIFIED, order, NO_PRICE_TICKS, order.qtyLots, reason);
  }

  /** Nobody knows. */
  unknown(order: RigOrder): void {
    this.#send(REPORT_UNKNOWN, order);
  }

  #send(
    kind: number,
    order: RigOrder,
    priceTicks: number = NO_PRICE_TICKS,
    qtyLots = 0,
    reason = 0,
  ): void {
    const words = this.#reportWords;
    const doubles = this.#reportDoubles;
    doubles.fill(0);
    words[R_KIND] = packReport(kind, 0);
    words[R_INSTRUMENT] = order.instrumentId;
    words[R_PRICE] = priceTicks;
    words[R_REASON] = reason;
    doubles[R_ORDER_ID] = order.id;
    doubles[R_QTY] = qtyLots;
    doubles[R_LEAVES] = order.isOpen ? order.qtyLots - order.filledLots : 0;
    this.trader.isClosed = true;
    this.strategy.onReport?.(this.#report);
    this.trader.isClosed = false;
  }

  #writeSignals(signals: Signals): void {
    const { features = {}, probabilities = [] } = signals;
    this.#frameWords.fill(0, F_MASK, F_MASK + MASK_WORDS);
    for (const [name, value] of Object.entries(features)) {
      const i = featureIndex(name);
      assert.ok(i >= 0, `there is a feature ${name}`);
      this.#frameWords[F_MASK + (i >> 5)] |= 1 << (i & 31);
      this.#frameFloats[F_FEATURES + i] = value;
    }
    this.#frameWords[F_CLASSES] = probabilities.length;
    this.#frameDoubles.set(probabilities, F_PROBABILITIES);
    this.#sequence++;
    this.#frameDoubles[F_FRAME_SEQUENCE] = signals.frameSequence ?? this.#sequence;
    this.#frameDoubles[F_PREDICTED_SEQUENCE] = signals.predictedSequence ?? this.#sequence;
  }
}

/** A book of one level a side. */
export function bookAt(
  seconds: number,
  bidTicks: number,
  askTicks: number,
  more: Partial<TestFrame> = {},
): TestFrame {
  return { recvNanos: seconds * 1e9, bids: [[bidTicks, 100]], asks: [[askTicks, 100]], ...more };
}
