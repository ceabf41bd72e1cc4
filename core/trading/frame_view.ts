/**
 * A frame as a strategy sees it: reads straight from the slot. The view is the same object every
 * time; what it shows is the newest frame while {@link Strategy.onFrame} runs, and nothing after.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../base/units.ts";
import {
  askLevelsOf,
  bidLevelsOf,
  eventOf,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BUY_LOTS,
  F_CLASSES,
  F_EXCH_NANOS,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_HEAD,
  F_HIGH_TRADE,
  F_INSTRUMENT,
  F_LAST_TRADE,
  F_LOW_TRADE,
  F_MASK,
  F_PREDICTED_SEQUENCE,
  F_PRICE_UNIT,
  F_PROBABILITIES,
  F_QTY_UNIT,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
} from "../wire/frame.ts";

export class FrameView {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #floats: Float32Array;
  #at = 0;

  /** @param words of the frame ring; the other views are made over the same memory */
  constructor(words: Int32Array) {
    const { buffer, byteOffset, length } = words;
    this.#words = words;
    this.#doubles = new Float64Array(buffer, byteOffset, length / 2);
    this.#floats = new Float32Array(buffer, byteOffset, length);
  }

  /** Shows the frame at word index `at` from now on. */
  moveTo(at: number): void {
    this.#at = at;
  }

  get instrumentId(): number {
    return this.#words[this.#at + F_INSTRUMENT];
  }

  get frameSequence(): number {
    return this.#doubles[(this.#at >> 1) + F_FRAME_SEQUENCE];
  }

  /** Time of receipt, ns since the session's epoch. */
  get nowNanos(): number {
    return this.#doubles[(this.#at >> 1) + F_RECV_NANOS];
  }

  get exchNanos(): number {
    return this.#doubles[(this.#at >> 1) + F_EXCH_NANOS];
  }

  /** EVENT_* bits. */
  get event(): number {
    return eventOf(this.#words[this.#at + F_HEAD]);
  }

  /** A bar of a source without a book. */
  get isBar(): boolean {
    return this.#words[this.#at + F_BAR_SECONDS] > 0;
  }

  /** Length of a bar; 0 = the frame is none. */
  get barSeconds(): number {
    return this.#words[this.#at + F_BAR_SECONDS];
  }

  get priceUnit(): number {
    return this.#doubles[(this.#at >> 1) + F_PRICE_UNIT];
  }

  get qtyUnit(): number {
    return this.#doubles[(this.#at >> 1) + F_QTY_UNIT];
  }

  /** Best bid, or a bar's close; NO_PRICE_TICKS while there is none. */
  get bidTicks(): number {
    return this.isBar ? this.lastTradeTicks : this.#words[this.#at + F_BID_TICKS];
  }

  /** Best ask, or a bar's close; NO_PRICE_TICKS while there is none. */
  get askTicks(): number {
    return this.isBar ? this.lastTradeTicks : this.#words[this.#at + F_ASK_TICKS];
  }

  /** Both sides have a price. */
  get isTwoSided(): boolean {
    return this.bidTicks !== NO_PRICE_TICKS && this.askTicks !== NO_PRICE_TICKS;
  }

  /** Mid in ticks; half ticks occur. */
  get midTicks(): number {
    return (this.bidTicks + this.askTicks) / 2;
  }

  get lastTradeTicks(): number {
    return this.#words[this.#at + F_LAST_TRADE];
  }

  /** Highest price traded since the instrument's previous frame; NO_PRICE_TICKS = no trade. */
  get highTradeTicks(): number {
    return this.#words[this.#at + F_HIGH_TRADE];
  }

  /** Lowest price traded since the instrument's previous frame; NO_PRICE_TICKS = no trade. */
  get lowTradeTicks(): number {
    return this.#words[this.#at + F_LOW_TRADE];
  }

  /** Levels shown on a side, at most 10. */
  levels(side: number): number {
    const head = this.#words[this.#at + F_HEAD];
    return side === SIDE_BID ? bidLevelsOf(head) : askLevelsOf(head);
  }

  /** Price at a level, 0 = the best. */
  levelTicks(side: number, level: number): number {
    const from = side === SIDE_BID ? F_BID_TICKS : F_ASK_TICKS;
    return this.#words[this.#at + from + level];
  }

  /** Quantity at a level, 0 = the best. */
  levelLots(side: number, level: number): number {
    const from = side === SIDE_BID ? F_BID_LOTS : F_ASK_LOTS;
    return this.#doubles[(this.#at >> 1) + from + level];
  }

  /** Lots traded since the instrument's previous frame, whoever took them. */
  get tradedLots(): number {
    const d = this.#at >> 1;
    return this.#doubles[d + F_BUY_LOTS] + this.#doubles[d + F_SELL_LOTS] +
      this.#doubles[d + F_UNSIGNED_LOTS];
  }

  /** Their prices times their lots, summed: over {@link tradedLots} it is their average price. */
  get tradedTickLots(): number {
    return this.#doubles[(this.#at >> 1) + F_TRADED_TICK_LOTS];
  }

  /** Whether a feature is warm and defined; positions are those of the table. */
  isValid(feature: number): boolean {
    return ((this.#words[this.#at + F_MASK + (feature >> 5)] >>> (feature & 31)) & 1) === 1;
  }

  /** A feature's value; 0 where it is not valid. */
  feature(feature: number): number {
    return this.#floats[this.#at + F_FEATURES + feature];
  }

  /** Probabilities that the newest prediction gives; 0 = there is none yet. */
  get classes(): number {
    return this.#words[this.#at + F_CLASSES];
  }

  /** The frame whose features the prediction was made from. */
  get predictedSequence(): number {
    return this.#doubles[(this.#at >> 1) + F_PREDICTED_SEQUENCE];
  }

  /** Probability of class `i` of the model. */
  probability(i: number): number {
    return this.#doubles[(this.#at >> 1) + F_PROBABILITIES + i];
  }
}
