/**
 * The core group: the state of the book, its order flow, trades, returns and activity, from the
 * newest frame and from windows of frames and time.
 *
 * Hot path: no allocation.
 */
import { Activity } from "../families/activity.ts";
import { BookSlope } from "../families/book_slope.ts";
import { Depth } from "../families/depth.ts";
import { MidReturns } from "../families/mid_returns.ts";
import { MultiLevelFlow } from "../families/multi_level_flow.ts";
import { OrderFlowImbalance } from "../families/order_flow_imbalance.ts";
import { QueueImbalance } from "../families/queue_imbalance.ts";
import { RealizedVolatility } from "../families/realized_volatility.ts";
import { Spread } from "../families/spread.ts";
import { TradeFlow } from "../families/trade_flow.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

export class CoreFeatures implements FeatureFamily {
  static readonly definitions = [
    ...Spread.definitions,
    ...QueueImbalance.definitions,
    ...Depth.definitions,
    ...BookSlope.definitions,
    ...OrderFlowImbalance.definitions,
    ...MultiLevelFlow.definitions,
    ...TradeFlow.definitions,
    ...MidReturns.definitions,
    ...RealizedVolatility.definitions,
    ...Activity.definitions,
  ];

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

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    let next = from;
    next = this.#spread.update(inputs, vector, next);
    next = this.#queueImbalance.update(inputs, vector, next);
    next = this.#depth.update(inputs, vector, next);
    next = this.#bookSlope.update(inputs, vector, next);
    next = this.#orderFlowImbalance.update(inputs, vector, next);
    next = this.#multiLevelFlow.update(inputs, vector, next);
    next = this.#tradeFlow.update(inputs, vector, next);
    next = this.#midReturns.update(inputs, vector, next);
    next = this.#realizedVolatility.update(inputs, vector, next);
    next = this.#activity.update(inputs, vector, next);
    return next;
  }
}
