/**
 * What families need of a frame and of the ones before it, worked out once a frame.
 *
 * Event time is the time of receipt: it is what a live system has, and it grows in the order of the
 * frames. Where it steps back (clocks are set, recordings are merged), it stands still until it is
 * overtaken. Every frame of the instrument is one event.
 *
 * NaN stands for what is not known, here and in the sums of windows; it passes through the formulas
 * of the families, and becomes "not valid" when the vector is stored.
 *
 * Frames cannot be compared across a snapshot: order flow and squared returns skip that step, while
 * returns over a horizon compare two mids and go on.
 *
 * A bar has no book: its mid is its close, and what needs a book is not valid.
 *
 * Hot path: no allocation.
 */
import * as limits from "../../base/limits.ts";
import * as frameLayout from "../../wire/frame.ts";
import { askLevelsOf, bidLevelsOf, eventOf } from "../../wire/frame.ts";
import { Windows } from "../windows/windows.ts";
import * as columns from "./columns.ts";
import { Levels } from "./levels.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_LEVELS } = limits;
const {
  EVENT_BOOK,
  EVENT_SNAPSHOT,
  F_BAR_SECONDS,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_FIRST_TRADE,
  F_HEAD,
  F_HIGH_TRADE,
  F_LAST_TRADE,
  F_LOW_TRADE,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
} = frameLayout;
const {
  COLUMN_BUYS,
  COLUMN_DEPTH,
  COLUMN_EVENTS,
  COLUMN_FLOW_1,
  COLUMN_FLOW_2,
  COLUMN_FLOW_3,
  COLUMN_FLOW_4,
  COLUMN_FLOW_5,
  COLUMN_FLOW_ALL,
  COLUMN_LEVELS,
  COLUMN_SELLS,
  COLUMN_SQUARE,
  COLUMN_TOUCH,
  COLUMN_TRADED_LOTS,
  COLUMN_TRADED_TICK_LOTS,
  COLUMN_TRADES,
  ROW_LENGTH,
  ROW_NANOS,
} = columns;

export const BPS = 1e4;
/**
 * COLUMN_SQUARE counts in this fraction of a bps²: integers, whose sums are exact up to 8,192 bps²,
 * and as good as any double's beyond.
 */
export const SQUARE_SCALE = 2 ** 40;

export class FrameInputs {
  readonly levels = new Levels();
  readonly windows = new Windows();
  bidLevels = 0;
  askLevels = 0;

  /** The instrument's first frame. */
  isFirst = false;
  /** There was a frame before and the two can be compared. */
  isComparable = false;
  /** Levels or orders changed; trades may be told before the book shows them. */
  hasBookChange = false;

  /** Event time, and how much of it passed since the frame before and since the first. */
  nowNanos = 0;
  elapsedNanos = 0;
  ageNanos = 0;

  /** Twice the mid, so that it is an integer; a bar's close. NaN while a side is empty. */
  doubleMidTicks = NaN;
  /** It is another one than in the frame before; true also where there is none. */
  hasNewMid = false;
  /** NaN while a side is empty. */
  spreadTicks = NaN;
  /** One tick in quote currency. */
  priceUnit = 0;
  /** What a lot costs in quote currency for each tick of its price. */
  quotePerTickLot = 0;

  /** Natural logarithm of twice the mid in ticks; NaN where the frame has no mid above 0. */
  logMid = NaN;
  /** The last one known, this frame's included; NaN before the first. */
  knownLogMid = NaN;
  /** The last one known as of the frame before. */
  knownLogMidBefore = NaN;

  /** Trades since the frame before, counted. */
  trades = 0;
  buyTrades = 0;
  sellTrades = 0;
  /** Lots of them: taken by buyers, by sellers, by nobody knows whom. */
  buyLots = 0;
  sellLots = 0;
  unsignedLots = 0;
  /** Σ price × quantity of them all. */
  tradedTickLots = 0;
  /** Their prices, NO_PRICE_TICKS where there were none; the last one lasts. */
  firstTradeTicks = 0;
  highTradeTicks = 0;
  lowTradeTicks = 0;
  lastTradeTicks = 0;
  /** The frame is a bar of this length that ends now; 0 = it is not. */
  barSeconds = 0;

  readonly #row = new Float64Array(ROW_LENGTH);
  #started = false;
  #firstNanos = 0;
  #loggedDoubleMidTicks = NaN;

  /** Moves on to the frame at word index `at`. */
  load(words: Int32Array, doubles: Float64Array, at: number): void {
    const doubleAt = at >> 1;
    const head = words[at + F_HEAD];
    this.isFirst = !this.#started;
    this.#started = true;
    this.isComparable = !this.isFirst && (eventOf(head) & EVENT_SNAPSHOT) === 0;
    this.hasBookChange = (eventOf(head) & EVENT_BOOK) !== 0;
    this.bidLevels = bidLevelsOf(head);
    this.askLevels = askLevelsOf(head);
    this.priceUnit = doubles[doubleAt + F_PRICE_UNIT];
    this.quotePerTickLot = this.priceUnit * doubles[doubleAt + F_QTY_UNIT];
    this.#loadFlow(words, doubles, at);
    this.levels.load(words, doubles, at, this.isComparable);
    this.#loadTime(doubles, doubleAt);
    this.#loadMid();
    this.#fillRow();
    this.windows.push(this.#row);
  }

  #loadFlow(words: Int32Array, doubles: Float64Array, at: number): void {
    const doubleAt = at >> 1;
    this.buyTrades = words[at + F_BUY_TRADES];
    this.sellTrades = words[at + F_SELL_TRADES];
    this.trades = this.buyTrades + this.sellTrades;
    this.buyLots = doubles[doubleAt + F_BUY_LOTS];
    this.sellLots = doubles[doubleAt + F_SELL_LOTS];
    this.unsignedLots = doubles[doubleAt + F_UNSIGNED_LOTS];
    this.tradedTickLots = doubles[doubleAt + F_TRADED_TICK_LOTS];
    this.firstTradeTicks = words[at + F_FIRST_TRADE];
    this.highTradeTicks = words[at + F_HIGH_TRADE];
    this.lowTradeTicks = words[at + F_LOW_TRADE];
    this.lastTradeTicks = words[at + F_LAST_TRADE];
    this.barSeconds = words[at + F_BAR_SECONDS];
  }

  #loadTime(doubles: Float64Array, doubleAt: number): void {
    const recvNanos = doubles[doubleAt + F_RECV_NANOS];
    if (this.isFirst) {
      this.#firstNanos = recvNanos;
      this.nowNanos = recvNanos;
    }
    const before = this.nowNanos;
    this.nowNanos = Math.max(before, recvNanos);
    this.elapsedNanos = this.nowNanos - before;
    this.ageNanos = this.nowNanos - this.#firstNanos;
  }

  #loadMid(): void {
    const { levels } = this;
    const bidTicks = levels.bidTicks[0];
    const askTicks = levels.askTicks[0];
    const logMidBefore = this.logMid;
    const doubleMidBefore = this.doubleMidTicks;
    this.knownLogMidBefore = this.knownLogMid;
    if (levels.isTwoSided) {
      this.doubleMidTicks = bidTicks + askTicks;
      this.spreadTicks = askTicks - bidTicks;
    } else {
      this.doubleMidTicks = this.barSeconds > 0 ? 2 * this.lastTradeTicks : NaN;
      this.spreadTicks = NaN;
    }
    this.hasNewMid = this.isFirst || this.doubleMidTicks !== doubleMidBefore;
    if (this.doubleMidTicks > 0) {
      // Most frames leave the mid where it was, and a logarithm costs as much as a family.
      if (this.doubleMidTicks !== this.#loggedDoubleMidTicks) {
        this.#loggedDoubleMidTicks = this.doubleMidTicks;
        this.knownLogMid = Math.log(this.doubleMidTicks);
      }
      this.logMid = this.knownLogMid;
    } else {
      this.logMid = NaN;
    }
    const returnBps = BPS * (this.logMid - logMidBefore);
    const square = returnBps * returnBps;
    this.#row[COLUMN_SQUARE] = this.isComparable && square >= 0
      ? Math.round(square * SQUARE_SCALE)
      : 0;
  }

  #fillRow(): void {
    const row = this.#row;
    const { flowLots, allFlowLots, bidDepthLots, askDepthLots } = this.levels;
    row[COLUMN_FLOW_1] = flowLots[0];
    row[COLUMN_FLOW_2] = flowLots[1];
    row[COLUMN_FLOW_3] = flowLots[2];
    row[COLUMN_FLOW_4] = flowLots[3];
    row[COLUMN_FLOW_5] = flowLots[4];
    row[COLUMN_FLOW_ALL] = allFlowLots;
    row[COLUMN_TOUCH] = (bidDepthLots[0] + askDepthLots[0]) / 2;
    row[COLUMN_DEPTH] = bidDepthLots[FRAME_LEVELS - 1] + askDepthLots[FRAME_LEVELS - 1];
    row[COLUMN_LEVELS] = this.bidLevels + this.askLevels;
    row[COLUMN_BUYS] = this.buyLots;
    row[COLUMN_SELLS] = this.sellLots;
    row[COLUMN_TRADES] = this.trades;
    row[COLUMN_EVENTS] = 1;
    row[COLUMN_TRADED_LOTS] = this.buyLots + this.sellLots + this.unsignedLots;
    row[COLUMN_TRADED_TICK_LOTS] = this.tradedTickLots;
    row[ROW_NANOS] = this.nowNanos;
  }
}
