/**
 * Labels without looking ahead: remembers the mid at which something was said about an instrument
 * and says, when the instrument's frame number `horizonFrames` later arrives, how far the mid moved.
 *
 * ```text
 *   slots of one instrument, by its frame count modulo the horizon
 *   ┌───┬───┬───┬───┬───┐
 *   │   │ ● │   │ ● │   │   frame c frees the slot of frame c − horizon, then may fill it again
 *   └───┴───┴───┴───┴───┘
 * ```
 *
 * Hot path: no allocation, except when an instrument with a new highest number appears.
 */
import { assert } from "../base/assert.ts";
import { F_ASK_TICKS, F_BAR_SECONDS, F_BID_TICKS, F_LAST_TRADE } from "../wire/frame.ts";
import { CLASS_DOWN, CLASS_FLAT, CLASS_UP } from "./manifest.ts";

const FIRST_INSTRUMENTS = 16;
const NOTHING = 0;
const WAITING = 1;

/** Best bid plus best ask of the frame at word `at`, or twice the close of a bar: an integer. */
export function midHalfTicksOf(words: Int32Array, at: number): number {
  if (words[at + F_BAR_SECONDS] > 0) return 2 * words[at + F_LAST_TRADE];
  return words[at + F_BID_TICKS] + words[at + F_ASK_TICKS];
}

/** The class of a move of the mid. */
export function classOfMove(moveHalfTicks: number, thresholdTicks: number): number {
  if (moveHalfTicks > 2 * thresholdTicks) return CLASS_UP;
  return moveHalfTicks < -2 * thresholdTicks ? CLASS_DOWN : CLASS_FLAT;
}

export class LabelTracker {
  readonly #horizonFrames: number;
  #instruments = 0;
  #state = new Uint8Array(0);
  /** By slot: the mid when it was filled. */
  #mids = new Float64Array(0);
  /** By instrument: frames seen, and the newest mid. */
  #counts = new Float64Array(0);
  #newestMids = new Float64Array(0);
  readonly #move = new Float64Array(1);

  constructor(horizonFrames: number) {
    assert(horizonFrames >= 1, "a horizon is at least one frame");
    this.#horizonFrames = horizonFrames;
    this.#grow(FIRST_INSTRUMENTS);
  }

  /** Slots there are; grows with the instruments. Owners keep their own data by slot. */
  get slots(): number {
    return this.#state.length;
  }

  /** The move that {@link observe} resolved last, in half ticks. */
  get moveHalfTicks(): number {
    return this.#move[0];
  }

  /**
   * Takes the next frame of an instrument.
   * @returns the slot that this frame resolves, free again from now on; −1 = none
   */
  observe(instrument: number, midHalfTicks: number): number {
    if (instrument >= this.#instruments) this.#grow(instrument + 1);
    const count = ++this.#counts[instrument];
    this.#newestMids[instrument] = midHalfTicks;
    const slot = instrument * this.#horizonFrames + count % this.#horizonFrames;
    if (this.#state[slot] === NOTHING) return -1;
    this.#state[slot] = NOTHING;
    this.#move[0] = midHalfTicks - this.#mids[slot];
    return slot;
  }

  /** Starts waiting for the label of the instrument's newest frame. @returns its slot */
  remember(instrument: number): number {
    const count = this.#counts[instrument];
    const slot = instrument * this.#horizonFrames + count % this.#horizonFrames;
    this.#state[slot] = WAITING;
    this.#mids[slot] = this.#newestMids[instrument];
    return slot;
  }

  #grow(needed: number): void {
    let instruments = Math.max(this.#instruments, FIRST_INSTRUMENTS);
    while (instruments < needed) instruments *= 2;
    const slots = instruments * this.#horizonFrames;
    const state = new Uint8Array(slots);
    const mids = new Float64Array(slots);
    const counts = new Float64Array(instruments);
    const newestMids = new Float64Array(instruments);
    state.set(this.#state);
    mids.set(this.#mids);
    counts.set(this.#counts);
    newestMids.set(this.#newestMids);
    this.#state = state;
    this.#mids = mids;
    this.#counts = counts;
    this.#newestMids = newestMids;
    this.#instruments = instruments;
  }
}
