/**
 * Features of all instruments, frame by frame: the one code path for live, replay and training. The
 * folders of this room lie on a frame's way:
 *
 * ```text
 *   frame ─▶ inputs ─▶ windows ─────────────────▶ families ─▶ groups ─▶ vector, mask ─▶ frame
 *            │         sums over frames and time      ▲
 *            ╰───────▶ touch, trades, bars ───────────╯
 *                      what several families count
 * ```
 *
 * Hot path: no allocation, except at an instrument's first frame and when its scale changes.
 */
import { assert } from "../base/assert.ts";
import * as limits from "../base/limits.ts";
import * as frameLayout from "../wire/frame.ts";
import { DEFAULT_FEATURE_SETTINGS, type FeatureSettings } from "./feature_settings.ts";
import { Reference } from "./inputs/reference.ts";
import { type FeatureSnapshot, InstrumentFeatures } from "./instrument_features.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { MAX_INSTRUMENTS } = limits;
const { F_INSTRUMENT } = frameLayout;

export class FeatureCalculator {
  readonly #instruments = new Array<InstrumentFeatures | undefined>(MAX_INSTRUMENTS).fill(
    undefined,
  );
  readonly #settings: FeatureSettings;
  readonly #symbolOf: (instrumentId: number) => string;
  readonly #reference: Reference;
  /** The session's epoch, see MarketSource; to be set before the first frame. */
  epochMillis = 0;

  /** @param symbolOf the symbol of an instrument that has a frame */
  constructor(
    settings: FeatureSettings = DEFAULT_FEATURE_SETTINGS,
    symbolOf: (instrumentId: number) => string = String,
  ) {
    this.#settings = settings;
    this.#symbolOf = symbolOf;
    this.#reference = new Reference(settings.referenceSymbol);
  }

  /** Computes the features of the frame at word index `at` and writes them into it. */
  update(words: Int32Array, doubles: Float64Array, at: number): void {
    const instrumentId = words[at + F_INSTRUMENT];
    let features = this.#instruments[instrumentId];
    if (features === undefined || !features.hasScaleOf(doubles, at)) {
      features = this.#open(instrumentId, doubles, at);
    }
    features.update(words, doubles, at);
  }

  /** All instruments that had a frame, in order of their numbers. Cold. */
  snapshots(): FeatureSnapshot[] {
    return this.#instruments.flatMap((features, id) => features ? [features.snapshot(id)] : []);
  }

  #open(instrumentId: number, doubles: Float64Array, at: number): InstrumentFeatures {
    assert(instrumentId >= 0 && instrumentId < MAX_INSTRUMENTS, "a frame names its instrument");
    const context = {
      settings: this.#settings,
      symbol: this.#symbolOf(instrumentId),
      reference: this.#reference,
      epochMillis: this.epochMillis,
    };
    const features = new InstrumentFeatures(context, doubles, at);
    this.#instruments[instrumentId] = features;
    return features;
  }
}
