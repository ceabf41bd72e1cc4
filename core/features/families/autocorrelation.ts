/**
 * First-order autocorrelation of mid returns: below 0 where moves are taken back, above 0 where they
 * go on. The mean return is taken as 0, which at these horizons it is.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { COLUMN_PRODUCT, COLUMN_SQUARE } from "../columns.ts";
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import { GridReturns } from "../grid_returns.ts";

const EVENTS = 200;
const GRID_RETURNS = 60;
const GRID_SPAN = timeSpan((GRID_RETURNS + 1) * NANOS_PER_SECOND);

const FORMULA = "Σ rₙ·rₙ₋₁ / √(Σ rₙ² · Σ rₙ₋₁²), 0 where the mid stood still; ";

export class Autocorrelation implements FeatureFamily {
  static readonly definitions = defineFamily(
    "autocorrelation",
    "Campbell, Lo and MacKinlay 1997, 2.4, with mean 0; its sign as in Roll 1984",
    [
      {
        name: `return_autocorrelation_${EVENTS}_events`,
        unit: "ratio",
        window: eventSpan(EVENTS),
        // A product needs the return before, and that one the frame before it.
        warmUp: eventSpan(EVENTS + 2),
        formula: FORMULA + "r from frame to frame",
      },
      {
        name: "return_autocorrelation_1s_in_60s",
        unit: "ratio",
        window: GRID_SPAN,
        formula: FORMULA + "r over the last 60 whole seconds",
      },
    ],
  );

  /** Σr² of the window as of the frame before: the squares of the earlier returns. */
  #squaresBefore = NaN;
  readonly #seconds = new GridReturns(NANOS_PER_SECOND, GRID_RETURNS);
  #secondsValue = NaN;

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { totals } = inputs.windows.events200;
    const squares = totals[COLUMN_SQUARE];
    vector[from] = correlation(totals[COLUMN_PRODUCT], squares, this.#squaresBefore);
    this.#squaresBefore = squares;
    if (this.#seconds.advance(inputs)) this.#secondsValue = gridCorrelation(this.#seconds);
    vector[from + 1] = this.#secondsValue;
    return from + 2;
  }
}

function gridCorrelation(returns: GridReturns): number {
  let before = returns.at(0);
  let products = 0;
  let squares = 0;
  let squaresBefore = 0;
  for (let i = 1; i < GRID_RETURNS; i++) {
    const now = returns.at(i);
    products += now * before;
    squares += now * now;
    squaresBefore += before * before;
    before = now;
  }
  return correlation(products, squares, squaresBefore);
}

/** Between −1 and 1 in spite of rounding. */
function correlation(products: number, squares: number, squaresBefore: number): number {
  if (squares === 0 || squaresBefore === 0) return 0;
  const value = products / Math.sqrt(squares * squaresBefore);
  return Math.max(-1, Math.min(1, value));
}
