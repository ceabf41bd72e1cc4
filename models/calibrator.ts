/**
 * Measures what a calibration holds, at the place where a model would be served: every frame goes to the
 * calibrator of its symbol. Memory grows with symbols and states, not with frames.
 */
import type { Agent } from "../core/agent/agent.ts";
import { UserError } from "../core/base/errors.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { F_INSTRUMENT } from "../core/wire/frame.ts";
import { SymbolCalibrator } from "./symbol_calibrator.ts";

export interface CalibratorOptions {
  /** Behind features. */
  readonly frames: RingFollower;
  readonly directory: InstrumentDirectory;
  /** By symbol; symbols that are not there yet are added. */
  readonly symbols: Map<string, SymbolCalibrator>;
  readonly horizonFrames: number;
  /** Asked once a batch: its frames belong to the part that forecasts are checked on. */
  readonly isHeldOut: () => boolean;
}

export class Calibrator implements Agent {
  readonly role = "inference";
  readonly #options: CalibratorOptions;
  /** By instrument. */
  readonly #calibrators: (SymbolCalibrator | undefined)[] = [];

  constructor(options: CalibratorOptions) {
    this.#options = options;
    for (const calibrator of options.symbols.values()) calibrator.restart();
  }

  onStart(): void {}

  get done(): boolean {
    return this.#options.frames.ended();
  }

  doWork(): number {
    const { frames, isHeldOut } = this.#options;
    const count = Math.min(frames.available(), FRAME_BATCH);
    if (count === 0) return 0;
    const heldOut = isHeldOut();
    for (let i = 0; i < count; i++) {
      const at = frames.at(i);
      const instrument = frames.words[at + F_INSTRUMENT];
      const calibrator = this.#calibrators[instrument] ??= this.#open(instrument);
      calibrator.observe(frames.words, frames.doubles, at, heldOut);
    }
    frames.advance(count);
    return count;
  }

  onClose(): void {}

  #open(instrument: number): SymbolCalibrator {
    const { directory, symbols, horizonFrames } = this.#options;
    const symbol = directory.symbolOf(instrument);
    const known = symbols.get(symbol);
    if (known !== undefined && this.#calibrators.includes(known)) {
      throw new UserError(`${symbol} is traded on two venues here; calibrate them one by one`);
    }
    const calibrator = known ?? new SymbolCalibrator(horizonFrames);
    symbols.set(symbol, calibrator);
    return calibrator;
  }
}
