/**
 * The instrument that others are compared with: found by its symbol when its first frame arrives,
 * and read by the cross group of every other instrument. Frames of all instruments pass in one
 * order, so what is read here is what was known at that frame.
 */
import type { FrameInputs } from "./frame_inputs.ts";

export class Reference {
  readonly #symbol: string | undefined;
  #inputs: FrameInputs | undefined = undefined;

  /** @param symbol undefined = there is no reference */
  constructor(symbol: string | undefined) {
    this.#symbol = symbol;
  }

  /** The reference as of its newest frame; undefined before its first. */
  get inputs(): FrameInputs | undefined {
    return this.#inputs;
  }

  /** Tells of an instrument's first frame. Cold. */
  meet(symbol: string, inputs: FrameInputs): void {
    if (symbol === this.#symbol) this.#inputs = inputs;
  }
}
