/**
 * The levels of an instrument's newest frame, their depth, and the order flow at each level since
 * the frame before. Order flow is that of Cont, Kukanov and Stoikov (arXiv 1011.6402), at deeper
 * levels that of Xu, Gould and Howison (arXiv 1907.06230):
 *
 *   e = 1{Pb ≥ Pb'}·qb − 1{Pb ≤ Pb'}·qb' − 1{Pa ≤ Pa'}·qa + 1{Pa ≥ Pa'}·qa'
 *
 * with primes for the frame before. It is not the change of sizes: when the best bid rises, the
 * whole new queue is demand, and the old one, now a level deeper, was not cancelled. An absent level
 * has quantity 0 at price −∞ (bid) or +∞ (ask).
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import * as limits from "../../base/limits.ts";
import * as units from "../../base/units.ts";
import * as frameLayout from "../../wire/frame.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_LEVELS } = limits;
const { NO_PRICE_TICKS } = units;
const { F_ASK_LOTS, F_ASK_TICKS, F_BID_LOTS, F_BID_TICKS, FRAME_DOUBLES, FRAME_WORDS } =
  frameLayout;

/** Above every price; an absent bid, NO_PRICE_TICKS, already lies below every price. */
const NO_ASK_TICKS = 0x7fff_ffff;
/** As FRAME_LEVELS and NO_PRICE_TICKS say: module-local, so that the compiler knows them. */
const LEVELS = 10;
const NO_TICKS = -0x8000_0000;
/** Where the ask's levels, the depths and the flow are behind the bid's levels. */
const ASK = LEVELS;
const BID_DEPTH = 2 * LEVELS;
const ASK_DEPTH = 3 * LEVELS;
const FLOW = 4 * LEVELS;
/** V8 looks at what a function gets only once it was called a few times. */
const PRIMING_TURNS = 32;

export class Levels {
  /** One memory for all prices and one for all quantities: what follows are views of it. */
  readonly #ticks = new Int32Array(2 * LEVELS);
  readonly #lots = new Float64Array(5 * LEVELS);
  /** Prices, best first; absent: NO_PRICE_TICKS (bid), 2^31 − 1 (ask). */
  readonly bidTicks = this.#ticks.subarray(0, ASK);
  readonly askTicks = this.#ticks.subarray(ASK);
  /** Quantities by level, lots. */
  readonly bidLots = this.#lots.subarray(0, ASK);
  readonly askLots = this.#lots.subarray(ASK, BID_DEPTH);
  /** Quantities from the best level to this one, lots. */
  readonly bidDepthLots = this.#lots.subarray(BID_DEPTH, ASK_DEPTH);
  readonly askDepthLots = this.#lots.subarray(ASK_DEPTH, FLOW);
  /** e by level, lots; 0 where frames could not be compared. */
  readonly flowLots = this.#lots.subarray(FLOW);
  /** e of all levels together, lots. */
  allFlowLots = 0;
  /** A level of the side is another one than in the frame before; true on the first frame. */
  hasNewBids = false;
  hasNewAsks = false;
  #isFirst = true;

  /** Both sides have a level. */
  get isTwoSided(): boolean {
    return this.bidTicks[0] !== NO_PRICE_TICKS && this.askTicks[0] !== NO_ASK_TICKS;
  }

  /**
   * Moves on to the frame at word index `at`.
   * @param comparable false on a first frame or a snapshot: there is no flow then
   */
  load(words: Int32Array, doubles: Float64Array, at: number, comparable: boolean): void {
    const ticks = this.#ticks;
    const lots = this.#lots;
    const bidAt = at + F_BID_TICKS;
    const askAt = at + F_ASK_TICKS;
    const bidLotsAt = (at >> 1) + F_BID_LOTS;
    const askLotsAt = (at >> 1) + F_ASK_LOTS;
    let bidMoves = 0;
    let askMoves = 0;
    let bidTurnover = 0;
    let askTurnover = 0;
    let bidSum = 0;
    let askSum = 0;
    let flowSum = 0;
    for (let i = 0; i < LEVELS; i++) {
      const bid = words[bidAt + i];
      const bidBefore = ticks[i];
      const bidQty = doubles[bidLotsAt + i];
      const shownAsk = words[askAt + i];
      const ask = shownAsk === NO_TICKS ? NO_ASK_TICKS : shownAsk;
      const askBefore = ticks[ASK + i];
      const askQty = doubles[askLotsAt + i];
      let bidFlow = 0;
      let askFlow = 0;
      if (bid >= bidBefore) bidFlow += bidQty;
      if (bid <= bidBefore) bidFlow -= lots[i];
      if (ask <= askBefore) askFlow -= askQty;
      if (ask >= askBefore) askFlow += lots[ASK + i];
      const flow = bidFlow + askFlow;
      flowSum += flow;
      bidMoves |= bid ^ bidBefore;
      askMoves |= ask ^ askBefore;
      bidTurnover += Math.abs(bidFlow);
      askTurnover += Math.abs(askFlow);
      bidSum += bidQty;
      askSum += askQty;
      ticks[i] = bid;
      ticks[ASK + i] = ask;
      lots[i] = bidQty;
      lots[ASK + i] = askQty;
      lots[BID_DEPTH + i] = bidSum;
      lots[ASK_DEPTH + i] = askSum;
      lots[FLOW + i] = comparable ? flow : 0;
    }
    this.allFlowLots = comparable ? flowSum : 0;
    // Where no price is another, there is flow wherever a quantity is.
    this.hasNewBids = this.#isFirst || bidMoves !== 0 || bidTurnover > 0;
    this.hasNewAsks = this.#isFirst || askMoves !== 0 || askTurnover > 0;
    this.#isFirst = false;
  }

  /**
   * Quantities are integers in fact, and V8 would compile every sum of them as one of integers, with
   * a conversion and a check for each. Shown a few fractions before, it takes doubles for doubles.
   */
  static {
    const words = new Int32Array(FRAME_WORDS).fill(1);
    const doubles = new Float64Array(FRAME_DOUBLES);
    const levels = new Levels();
    for (let turn = 0; turn < PRIMING_TURNS; turn++) {
      for (let i = 0; i < doubles.length; i++) doubles[i] = 0.3 * turn * i + 0.1;
      levels.load(words, doubles, 0, true);
    }
  }
}

assert(LEVELS === FRAME_LEVELS, "a frame has so many levels");
assert(NO_TICKS === NO_PRICE_TICKS, "an absent price is known");
