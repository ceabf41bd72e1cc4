/**
 * Order flow at each level between two consecutive frames of one instrument, after Cont, Kukanov
 * and Stoikov (arXiv 1011.6402); at deeper levels after Xu, Gould and Howison (arXiv
 * 1907.06230):
 *
 *   e = 1{Pb ≥ Pb'}·qb − 1{Pb ≤ Pb'}·qb' − 1{Pa ≤ Pa'}·qa + 1{Pa ≥ Pa'}·qa'
 *
 * with primes for the frame before. It is not the change of sizes: when the best bid rises, the
 * whole new queue is demand, and the old one, now a level deeper, was not cancelled. An absent level
 * has quantity 0 at price −∞ (bid) or +∞ (ask).
 *
 * Hot path: no allocation.
 */
import { FRAME_LEVELS } from "../base/limits.ts";
import { NO_PRICE_TICKS } from "../base/units.ts";
import { F_ASK_LOTS, F_ASK_TICKS, F_BID_LOTS, F_BID_TICKS } from "../wire/frame.ts";

/** Above every price; an absent bid, NO_PRICE_TICKS, already lies below every price. */
const NO_ASK_TICKS = 0x7fff_ffff;

export class OrderFlow {
  /** e of each level at the newest frame, lots; 0 where frames could not be compared. */
  readonly levelLots = new Float64Array(FRAME_LEVELS);
  /** The frame before: per level bid and ask. */
  readonly #bidTicks = new Int32Array(FRAME_LEVELS);
  readonly #askTicks = new Int32Array(FRAME_LEVELS);
  readonly #bidLots = new Float64Array(FRAME_LEVELS);
  readonly #askLots = new Float64Array(FRAME_LEVELS);

  /**
   * @param at word index of the frame
   * @param comparable false on a first frame or a snapshot: the frame is only remembered
   */
  update(words: Int32Array, doubles: Float64Array, at: number, comparable: boolean): void {
    const doubleAt = at >> 1;
    for (let i = 0; i < FRAME_LEVELS; i++) {
      const bidTicks = words[at + F_BID_TICKS + i];
      const shownAskTicks = words[at + F_ASK_TICKS + i];
      const askTicks = shownAskTicks === NO_PRICE_TICKS ? NO_ASK_TICKS : shownAskTicks;
      const bidLots = doubles[doubleAt + F_BID_LOTS + i];
      const askLots = doubles[doubleAt + F_ASK_LOTS + i];
      let flowLots = 0;
      if (comparable) {
        if (bidTicks >= this.#bidTicks[i]) flowLots += bidLots;
        if (bidTicks <= this.#bidTicks[i]) flowLots -= this.#bidLots[i];
        if (askTicks <= this.#askTicks[i]) flowLots -= askLots;
        if (askTicks >= this.#askTicks[i]) flowLots += this.#askLots[i];
      }
      this.levelLots[i] = flowLots;
      this.#bidTicks[i] = bidTicks;
      this.#askTicks[i] = askTicks;
      this.#bidLots[i] = bidLots;
      this.#askLots[i] = askLots;
    }
  }
}
