/**
 * The features of one instrument: its families, and the history they keep. Families are called one
 * by one, in the order of the table, rather than in a loop over an array, because each call then
 * has one target and can be compiled in place.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { F_PRICE_UNIT, F_QTY_UNIT } from "../wire/frame.ts";
import { Activity } from "./families/activity.ts";
import { BookSlope } from "./families/book_slope.ts";
import { Depth } from "./families/depth.ts";
import { MidReturns } from "./families/mid_returns.ts";
import { MultiLevelFlow } from "./families/multi_level_flow.ts";
import { OrderFlowImbalance } from "./families/order_flow_imbalance.ts";
import { QueueImbalance } from "./families/queue_imbalance.ts";
import { RealizedVolatility } from "./families/realized_volatility.ts";
import { Spread } from "./families/spread.ts";
import { TradeFlow } from "./families/trade_flow.ts";
import { FrameInputs } from "./frame_inputs.ts";
import { FEATURE_COUNT, FEATURES } from "./table.ts";
import { createVector, storeVector } from "./vector.ts";

/** An instrument as of its newest frame, as plain data. */
export interface FeatureSnapshot {
  readonly instrumentId: number;
  /** Quote currency, base currency. */
  readonly bid: { readonly price: number; readonly size: number };
  readonly ask: { readonly price: number; readonly size: number };
  /** Features that are warm and defined, by name. */
  readonly values: Readonly<Record<string, number>>;
}

export class InstrumentFeatures {
  readonly #inputs = new FrameInputs();
  readonly #spread = new Spread();
  readonly #queueImbalance = new QueueImbalance();
  readonly #depth = new Depth();
  readonly #bookSlope = new BookSlope();
  readonly #orderFlowImbalance = new OrderFlowImbalance();
  readonly #multiLevelFlow = new MultiLevelFlow();
  readonly #tradeFlow = new TradeFlow();
  readonly #midReturns = new MidReturns();
  readonly #realizedVolatility = new RealizedVolatility();
  readonly #activity = new Activity();
  /** The newest values; NaN where not warm or not defined. */
  readonly #vector = createVector();
  readonly #priceUnit: number;
  readonly #qtyUnit: number;

  /** @param at word index of the instrument's first frame, whose scale this history is in */
  constructor(doubles: Float64Array, at: number) {
    this.#priceUnit = doubles[(at >> 1) + F_PRICE_UNIT];
    this.#qtyUnit = doubles[(at >> 1) + F_QTY_UNIT];
  }

  /** False when ticks or lots changed their size, so that nothing before compares. */
  hasScaleOf(doubles: Float64Array, at: number): boolean {
    return doubles[(at >> 1) + F_PRICE_UNIT] === this.#priceUnit &&
      doubles[(at >> 1) + F_QTY_UNIT] === this.#qtyUnit;
  }

  /** Takes the frame at word index `at` into account and writes its features into it. */
  update(words: Int32Array, doubles: Float64Array, at: number): void {
    const inputs = this.#inputs;
    const vector = this.#vector;
    inputs.load(words, doubles, at);
    let from = 0;
    from = this.#spread.update(inputs, vector, from);
    from = this.#queueImbalance.update(inputs, vector, from);
    from = this.#depth.update(inputs, vector, from);
    from = this.#bookSlope.update(inputs, vector, from);
    from = this.#orderFlowImbalance.update(inputs, vector, from);
    from = this.#multiLevelFlow.update(inputs, vector, from);
    from = this.#tradeFlow.update(inputs, vector, from);
    from = this.#midReturns.update(inputs, vector, from);
    from = this.#realizedVolatility.update(inputs, vector, from);
    from = this.#activity.update(inputs, vector, from);
    assert(from === FEATURE_COUNT, "families compute as many features as they define");
    storeVector(vector, words, doubles, at);
  }
  /** The newest frame's best bid and offer, and what was computed from it. Cold. */
  snapshot(instrumentId: number): FeatureSnapshot {
    const { bidTicks, askTicks, bidLots, askLots } = this.#inputs.levels;
    return {
      instrumentId,
      bid: { price: bidTicks[0] * this.#priceUnit, size: bidLots[0] * this.#qtyUnit },
      ask: { price: askTicks[0] * this.#priceUnit, size: askLots[0] * this.#qtyUnit },
      values: Object.fromEntries(
        FEATURES.flatMap(({ name }, i) =>
          Number.isFinite(this.#vector[i]) ? [[name, this.#vector[i]]] : []
        ),
      ),
    };
  }
}
