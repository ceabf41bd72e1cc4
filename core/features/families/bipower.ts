/**
 * Bipower variation, which a jump hardly moves because it multiplies neighbouring returns, and the
 * part of the realized variance that it leaves to jumps. Of returns on a grid in time: from one frame
 * to the next most returns are 0, and neighbours are seldom both there.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI } from "../../base/units.ts";
import { defineFamily, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { GridReturns } from "../windows/grid_returns.ts";

const GRID_NANOS = 500 * NANOS_PER_MILLI;
const GRID_RETURNS = 20;
const GRID_SPAN = timeSpan((GRID_RETURNS + 1) * GRID_NANOS);
/** E|z|⁻² of a standard normal z, and n / (n − 1), because n squares have n − 1 products. */
const PRODUCT_WEIGHT = (Math.PI / 2) * (GRID_RETURNS / (GRID_RETURNS - 1));

export class Bipower implements FeatureFamily {
  static readonly definitions = defineFamily("bipower", "Barndorff-Nielsen and Shephard 2004", [
    {
      name: "bipower_volatility_10s_bps",
      unit: "bps",
      window: GRID_SPAN,
      formula: "√BV, BV = π/2 · 20/19 · Σ|rᵢ·rᵢ₋₁|, r over the last 20 whole half seconds",
    },
    {
      name: "jump_ratio_10s",
      unit: "ratio",
      window: GRID_SPAN,
      formula: "max(0, 1 − BV / Σrᵢ²) of the same returns, 0 where the mid stood still",
    },
  ]);

  readonly #grid = new GridReturns(GRID_NANOS, GRID_RETURNS);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    if (this.#grid.advance(inputs)) fill(this.#grid.returns, vector, from);
    return from + 2;
  }
}

function fill(returns: Float64Array, vector: Float32Array, from: number): void {
  let before = returns[0];
  let products = 0;
  let squares = before * before;
  for (let i = 1; i < GRID_RETURNS; i++) {
    const now = returns[i];
    products += Math.abs(now * before);
    squares += now * now;
    before = now;
  }
  const bipower = PRODUCT_WEIGHT * products;
  vector[from] = Math.sqrt(bipower);
  vector[from + 1] = squares === 0 ? 0 : Math.max(0, 1 - bipower / squares);
}
