/**
 * First-order autocorrelation of mid returns: below 0 where moves are taken back, above 0 where they
 * go on. The mean return is taken as 0, which at these horizons it is.
 *
 * From one frame to the next most returns are 0 and neighbours are seldom both there, so event
 * returns are taken over ten frames: overlapping ones, which is the average over all ten frames
 * where one could begin to count them off (subsampling). In time they are taken from the grid.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { EventWindow } from "../windows/event_window.ts";
import { GridReturns } from "../windows/grid_returns.ts";

const BPS = 1e4;
/** Products are counted in this fraction of a bps², so that their sums are exact. */
const SQUARE_SCALE = 2 ** 40;

const EVENTS = 200;
/** Frames that a return spans. */
const STRIDE = 10;
/** Frames of history: a power of two that holds two returns. */
const HISTORY = 32;
/** Frames before the first one that two returns lead up to. */
const LEAD = 2 * STRIDE;
/** Columns of the family's own window. */
const PRODUCTS = 0;
const SQUARES = 1;

const GRID_RETURNS = 60;

const FORMULA = "Σ rₙ·rₙ₋₁ / Σ (rₙ² + rₙ₋₁²)/2, 0 where the mid stood still; ";

export class Autocorrelation implements FeatureFamily {
  static readonly definitions = defineFamily(
    "autocorrelation",
    "Campbell, Lo and MacKinlay 1997, 2.4, with mean 0; subsampling as in Zhang, Mykland and " +
      "Aït-Sahalia 2005",
    [
      {
        name: "return_autocorrelation_10_in_200_events",
        unit: "ratio",
        window: eventSpan(EVENTS),
        warmUp: eventSpan(LEAD + EVENTS),
        formula: FORMULA + "r over 10 frames, rₙ₋₁ over the 10 before, over 200 frames",
      },
      {
        name: "return_autocorrelation_1_in_60s",
        unit: "ratio",
        window: timeSpan((GRID_RETURNS + 1) * NANOS_PER_SECOND),
        formula: FORMULA + "r over the last 60 whole seconds",
      },
    ],
  );

  /** The last known log mid after each frame, by frame number modulo HISTORY. */
  readonly #logMids = new Float64Array(HISTORY).fill(NaN);
  #newest = 0;
  /** Frames still to come before the window is fed. */
  #lead = LEAD - 1;
  readonly #row = new Float64Array(2);
  readonly #window = new EventWindow(EVENTS, PRODUCTS, SQUARES);
  readonly #seconds = new GridReturns(NANOS_PER_SECOND, GRID_RETURNS);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    this.#newest = (this.#newest + 1) & (HISTORY - 1);
    this.#logMids[this.#newest] = inputs.knownLogMid;
    if (this.#lead === 0) this.#pushReturns();
    else this.#lead--;
    const { totals } = this.#window;
    vector[from] = totals[SQUARES] === 0 ? 0 : totals[PRODUCTS] / totals[SQUARES];
    if (this.#seconds.advance(inputs)) fillSeconds(this.#seconds.returns, vector, from + 1);
    return from + 2;
  }

  #pushReturns(): void {
    const logMids = this.#logMids;
    const newest = this.#newest;
    const middle = logMids[(newest - STRIDE) & (HISTORY - 1)];
    const now = BPS * (logMids[newest] - middle);
    const before = BPS * (middle - logMids[(newest - LEAD) & (HISTORY - 1)]);
    const squares = (now * now + before * before) / 2;
    // Nothing moved before the first mid.
    const isKnown = squares >= 0;
    this.#row[PRODUCTS] = isKnown ? Math.round(now * before * SQUARE_SCALE) : 0;
    this.#row[SQUARES] = isKnown ? Math.round(squares * SQUARE_SCALE) : 0;
    this.#window.push(this.#row);
  }
}

function fillSeconds(returns: Float64Array, vector: Float32Array, at: number): void {
  let before = returns[0];
  let products = 0;
  let squares = 0;
  for (let i = 1; i < GRID_RETURNS; i++) {
    const now = returns[i];
    products += now * before;
    squares += (now * now + before * before) / 2;
    before = now;
  }
  vector[at] = squares === 0 ? 0 : products / squares;
}

assert(HISTORY > LEAD, "the history holds two returns");
