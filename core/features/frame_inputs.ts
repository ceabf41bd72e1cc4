/**
 * What several families need of a frame and of the one before it, worked out once a frame.
 *
 * Event time is the time of receipt: it is what a live system has, and it grows in the order of the
 * frames. Where it steps back (clocks are set, recordings are merged), it stands still until it is
 * overtaken. Every frame of the instrument is one event.
 *
 * Frames cannot be compared across a snapshot: order flow and squared returns skip that step, while
 * returns over a horizon compare two mids and go on.
 *
 * Hot path: no allocation.
 */
import { FRAME_LEVELS } from "../base/limits.ts";
import { NANOS_PER_MILLI, NANOS_PER_SECOND, NO_PRICE_TICKS } from "../base/units.ts";
import {
  askLevelsOf,
  bidLevelsOf,
  EVENT_SNAPSHOT,
  eventOf,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_HEAD,
  F_PRICE_UNIT,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
} from "../wire/frame.ts";
import { OrderFlow } from "./order_flow.ts";
import { WindowClock } from "./time_window.ts";

export const BPS = 1e4;
/** The lengths of time windows, in nanoseconds. */
export const HUNDRED_MILLIS = 100 * NANOS_PER_MILLI;
export const ONE_SECOND = NANOS_PER_SECOND;
export const TEN_SECONDS = 10 * NANOS_PER_SECOND;

export class FrameInputs {
  readonly flow = new OrderFlow();
  readonly hundredMillis = new WindowClock(HUNDRED_MILLIS);
  readonly oneSecond = new WindowClock(ONE_SECOND);
  readonly tenSeconds = new WindowClock(TEN_SECONDS);
  /** Depth from the best level to level i, lots. */
  readonly bidDepthLots = new Float64Array(FRAME_LEVELS);
  readonly askDepthLots = new Float64Array(FRAME_LEVELS);
  /** Prices by level, valid below {@link bidLevels} and {@link askLevels}. */
  readonly bidTicks = new Int32Array(FRAME_LEVELS);
  readonly askTicks = new Int32Array(FRAME_LEVELS);
  bidLevels = 0;
  askLevels = 0;

  /** The instrument's first frame. */
  isFirst = false;
  /** There was a frame before and the two can be compared. */
  isComparable = false;
  /** Event time, and how much of it passed since the frame before and since the first. */
  nowNanos = 0;
  elapsedNanos = 0;
  ageNanos = 0;

  /** Both sides have a level. */
  isTwoSided = false;
  /** Twice the mid, so that it is an integer. */
  doubleMidTicks = 0;
  spreadTicks = 0;
  /** One tick in quote currency. */
  priceUnit = 0;

  /** A mid above 0 exists, so it has a logarithm. */
  hasMid = false;
  /** A mid existed at an earlier frame. */
  hadMid = false;
  /** Natural logarithm of twice the mid in ticks; the last one known. */
  logMid = 0;
  /** The same as of the frame before. */
  logMidBefore = 0;
  /** The step from the frame before is a return: both have a mid and can be compared. */
  hasReturn = false;

  buyLots = 0;
  sellLots = 0;
  trades = 0;

  #started = false;
  #firstNanos = 0;
  #loggedDoubleMidTicks = 0;

  /** @param at word index of the frame */
  load(words: Int32Array, doubles: Float64Array, at: number): void {
    const doubleAt = at >> 1;
    const head = words[at + F_HEAD];
    this.isFirst = !this.#started;
    this.#started = true;
    this.isComparable = !this.isFirst && (eventOf(head) & EVENT_SNAPSHOT) === 0;
    this.flow.update(words, doubles, at, this.isComparable);
    this.#loadTime(doubles[doubleAt + F_RECV_NANOS]);
    this.#loadBook(words, doubles, at);
    this.bidLevels = bidLevelsOf(head);
    this.askLevels = askLevelsOf(head);
    this.priceUnit = doubles[doubleAt + F_PRICE_UNIT];
    this.#loadMid();
    this.buyLots = doubles[doubleAt + F_BUY_LOTS];
    this.sellLots = doubles[doubleAt + F_SELL_LOTS];
    this.trades = words[at + F_BUY_TRADES] + words[at + F_SELL_TRADES];
  }

  #loadTime(recvNanos: number): void {
    const before = this.nowNanos;
    if (this.isFirst) {
      this.#firstNanos = recvNanos;
      this.nowNanos = recvNanos;
      this.elapsedNanos = 0;
    } else {
      this.nowNanos = recvNanos > before ? recvNanos : before;
      this.elapsedNanos = this.nowNanos - before;
    }
    this.ageNanos = this.nowNanos - this.#firstNanos;
    this.hundredMillis.update(this.nowNanos);
    this.oneSecond.update(this.nowNanos);
    this.tenSeconds.update(this.nowNanos);
  }

  #loadBook(words: Int32Array, doubles: Float64Array, at: number): void {
    const doubleAt = at >> 1;
    let bidLots = 0;
    let askLots = 0;
    for (let i = 0; i < FRAME_LEVELS; i++) {
      this.bidTicks[i] = words[at + F_BID_TICKS + i];
      this.askTicks[i] = words[at + F_ASK_TICKS + i];
      bidLots += doubles[doubleAt + F_BID_LOTS + i];
      askLots += doubles[doubleAt + F_ASK_LOTS + i];
      this.bidDepthLots[i] = bidLots;
      this.askDepthLots[i] = askLots;
    }
    const bidTicks = this.bidTicks[0];
    const askTicks = this.askTicks[0];
    this.isTwoSided = bidTicks !== NO_PRICE_TICKS && askTicks !== NO_PRICE_TICKS;
    this.doubleMidTicks = bidTicks + askTicks;
    this.spreadTicks = askTicks - bidTicks;
  }

  #loadMid(): void {
    const hadMidBefore = this.hasMid;
    this.hadMid = this.hadMid || hadMidBefore;
    this.logMidBefore = this.logMid;
    this.hasMid = this.isTwoSided && this.doubleMidTicks > 0;
    if (this.hasMid && this.doubleMidTicks !== this.#loggedDoubleMidTicks) {
      this.#loggedDoubleMidTicks = this.doubleMidTicks;
      this.logMid = Math.log(this.doubleMidTicks);
    }
    this.hasReturn = this.isComparable && this.hasMid && hadMidBefore;
  }
}
