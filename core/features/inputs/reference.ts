/**
 * The instrument that others are compared with: found by its symbol when its first frame arrives,
 * and read by the cross group of every other instrument. Frames of all instruments pass in one
 * order, so what is read here is what was known at that frame.
 *
 * Hot path: no allocation, except when the reference appears or changes its scale.
 */
import { OpeningMids } from "../windows/opening_mids.ts";
import { BUCKETS } from "../windows/time_window.ts";
import { HUNDRED_MILLIS, ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";
import type { FrameInputs } from "./frame_inputs.ts";

/** A power of two that holds a window's buckets, and those of an instrument a little behind. */
const WINDOW_OPENINGS = 32;
/** Seconds for which its mids are kept. */
const SECONDS = 64;

/** The reference's mids at the openings of the buckets of each time window, and at full seconds. */
export class ReferenceMids {
  readonly hundredMillis = new OpeningMids(HUNDRED_MILLIS / BUCKETS, WINDOW_OPENINGS);
  readonly oneSecond = new OpeningMids(ONE_SECOND / BUCKETS, WINDOW_OPENINGS);
  readonly tenSeconds = new OpeningMids(TEN_SECONDS / BUCKETS, WINDOW_OPENINGS);
  readonly seconds = new OpeningMids(ONE_SECOND, SECONDS);
}

export class Reference {
  readonly #symbol: string | undefined;
  #inputs: FrameInputs | undefined = undefined;
  #mids = new ReferenceMids();

  /** @param symbol undefined = there is no reference */
  constructor(symbol: string | undefined) {
    this.#symbol = symbol?.toUpperCase();
  }

  /** The reference as of its newest frame; undefined before its first. */
  get inputs(): FrameInputs | undefined {
    return this.#inputs;
  }

  get mids(): ReferenceMids {
    return this.#mids;
  }

  /** Tells of an instrument's first frame, of which its inputs will hold all later ones. Cold. */
  meet(symbol: string, inputs: FrameInputs): void {
    if (symbol.toUpperCase() !== this.#symbol) return;
    this.#inputs = inputs;
    this.#mids = new ReferenceMids();
  }

  /** Tells of every frame of the reference. */
  push(inputs: FrameInputs): void {
    this.#mids.hundredMillis.push(inputs);
    this.#mids.oneSecond.push(inputs);
    this.#mids.tenSeconds.push(inputs);
    this.#mids.seconds.push(inputs);
  }
}
