/**
 * The instrument's return less that of the reference since the same moment, as it is and by beta.
 *
 * Hot path: no allocation.
 */
import { defineFamily, type FeatureRow, type Span, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { STALE_NANOS } from "../windows/opening_mids.ts";
import { TimeLag } from "../windows/time_lag.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";
import { LeadLag } from "./lead_lag.ts";
import type { ReferenceMarket } from "./reference_market.ts";

const BPS = 1e4;

/** Beta's, which are longer than those of any return here. */
const [{ warmUp: BETA_WARM_UP, memory: BETA_MEMORY }] = LeadLag.definitions;

function relativeRow(nanos: number, name: string): FeatureRow {
  return row(nanos, name, "own − reference return over the window", timeSpan(nanos));
}

function residualRow(nanos: number, name: string): FeatureRow {
  const formula = "own − β · reference return over the window, β = reference_beta_60s";
  return { ...row(nanos, name, formula, BETA_WARM_UP), memory: BETA_MEMORY };
}

function row(nanos: number, name: string, formula: string, warmUp: Span): FeatureRow {
  return {
    name,
    unit: "bps",
    needs: "reference",
    mirrorSum: 0,
    window: timeSpan(nanos),
    warmUp,
    memory: timeSpan(nanos + STALE_NANOS),
    formula,
  };
}

export class RelativeReturn implements FeatureFamily {
  static readonly definitions = defineFamily("relative_return", "market-adjusted return", [
    relativeRow(ONE_SECOND, "relative_return_1s_bps"),
    relativeRow(TEN_SECONDS, "relative_return_10s_bps"),
    residualRow(ONE_SECOND, "residual_return_1s_bps"),
    residualRow(TEN_SECONDS, "residual_return_10s_bps"),
  ]);

  readonly #referenceMarket: ReferenceMarket;
  readonly #leadLag: LeadLag;
  readonly #lag1s = new TimeLag();
  readonly #lag10s = new TimeLag();

  /** Both of the same instrument, and updated before this. */
  constructor(referenceMarket: ReferenceMarket, leadLag: LeadLag) {
    this.#referenceMarket = referenceMarket;
    this.#leadLag = leadLag;
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { logMid } = inputs;
    const { oneSecond, tenSeconds } = inputs.windows;
    const { returnsBps } = this.#referenceMarket;
    const { beta } = this.#leadLag;
    this.#lag1s.push(oneSecond.steps, inputs);
    this.#lag10s.push(tenSeconds.steps, inputs);
    const own1s = BPS * (logMid - this.#lag1s.value);
    const own10s = BPS * (logMid - this.#lag10s.value);
    vector[from] = own1s - returnsBps[0];
    vector[from + 1] = own10s - returnsBps[1];
    vector[from + 2] = own1s - beta * returnsBps[0];
    vector[from + 3] = own10s - beta * returnsBps[1];
    return from + 4;
  }
}
