/**
 * How the instrument's returns go with those of the reference: together, a second after it, a second
 * before it. Returns are over full seconds of UTC, each between the newest mids before its borders; the
 * figures are those of the last 60 complete seconds and change when a second ends.
 *
 * ```text
 *   reference   r₁  r₂  r₃ … r₆₀          lead  pairs own rₜ with the reference's rₜ₋₁
 *   own         r₁  r₂  r₃ … r₆₀  now     lag   pairs own rₜ₋₁ with the reference's rₜ
 * ```
 *
 * Hot path: no allocation.
 */
import { defineFamily, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { Reference } from "../inputs/reference.ts";
import { type BucketWindow, STALE_NANOS } from "../windows/opening_mids.ts";
import { ONE_SECOND } from "../windows/windows.ts";

const SECOND = 1e9;
/** Returns of the window, and one before them for the pairs a second apart. */
const RETURNS = 60;
const OPENINGS = RETURNS + 2;
/** A power of two that holds the openings. */
const HISTORY = 64;

/** Openings of the latest window: scratch that all instruments of a thread share. */
const referenceMids = new Float64Array(OPENINGS);

function row(name: string, formula: string): FeatureRow {
  return {
    name,
    unit: "ratio",
    needs: "reference",
    window: timeSpan(OPENINGS * ONE_SECOND),
    memory: timeSpan(OPENINGS * ONE_SECOND + STALE_NANOS),
    formula,
  };
}

export class LeadLag implements FeatureFamily, BucketWindow {
  static readonly definitions = defineFamily(
    "lead_lag",
    "lead and lag as in Huth and Abergel, arXiv 1111.7103, but on full seconds",
    [
      row(
        "reference_correlation_60s",
        "Σxₜyₜ / √(Σxₜ²·Σyₜ²), x own, y reference, less their means",
      ),
      row("reference_lead_correlation_60s", "Σxₜyₜ₋₁ / √(Σxₜ²·Σyₜ²): the reference comes first"),
      row("reference_lag_correlation_60s", "Σxₜ₋₁yₜ / √(Σxₜ²·Σyₜ²): the reference comes second"),
      row("reference_beta_60s", "β = Σxₜyₜ / Σyₜ²"),
    ],
  );

  readonly #reference: Reference;
  /** Logarithms of own mids at full seconds, by second modulo HISTORY. */
  readonly #openings = new Float64Array(HISTORY).fill(NaN);
  #second = NaN;
  #beta = NaN;

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  /** The first of the full seconds whose mids count. */
  get firstBucket(): number {
    return this.#second - OPENINGS + 1;
  }

  /** The newest value of `reference_beta_60s`. */
  get beta(): number {
    return this.#beta;
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const second = Math.floor(inputs.nowNanos / SECOND);
    if (second !== this.#second) {
      this.#open(second, inputs);
      this.#compute(vector, from);
    }
    return from + 4;
  }

  #open(second: number, inputs: FrameInputs): void {
    const next = this.#second + 1;
    const oldest = second - HISTORY + 1;
    for (let k = next > oldest ? next : oldest; k <= second; k++) {
      this.#openings[k & (HISTORY - 1)] = inputs.knownLogMidBefore;
    }
    this.#second = second;
  }

  #compute(vector: Float32Array, from: number): void {
    const first = this.firstBucket;
    this.#reference.mids.seconds.read(this, referenceMids);
    const reference = referenceMids;
    const own = this.#openings;
    const mask = HISTORY - 1;
    let ownSum = 0;
    let referenceSum = 0;
    for (let i = 2; i < OPENINGS; i++) {
      ownSum += own[(first + i) & mask] - own[(first + i - 1) & mask];
      referenceSum += reference[i] - reference[i - 1];
    }
    const ownMean = ownSum / RETURNS;
    const referenceMean = referenceSum / RETURNS;
    let ownSquares = 0;
    let referenceSquares = 0;
    let products = 0;
    let leadProducts = 0;
    let lagProducts = 0;
    for (let i = 2; i < OPENINGS; i++) {
      const x = own[(first + i) & mask] - own[(first + i - 1) & mask] - ownMean;
      const y = reference[i] - reference[i - 1] - referenceMean;
      const xBefore = own[(first + i - 1) & mask] - own[(first + i - 2) & mask] - ownMean;
      const yBefore = reference[i - 1] - reference[i - 2] - referenceMean;
      ownSquares += x * x;
      referenceSquares += y * y;
      products += x * y;
      leadProducts += x * yBefore;
      lagProducts += xBefore * y;
    }
    const scale = Math.sqrt(ownSquares * referenceSquares);
    this.#beta = products / referenceSquares;
    vector[from] = products / scale;
    vector[from + 1] = leadProducts / scale;
    vector[from + 2] = lagProducts / scale;
    vector[from + 3] = this.#beta;
  }
}
