/**
 * The table of features: what a vector holds, in its order. Everything that names a feature reads
 * it here: the vector itself, docs/FEATURES.md, the manifests of models.
 *
 * New features are appended to their family, new families to the list; models find their inputs by
 * name, so positions may move, names may not.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
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
import type { FeatureDefinition } from "./feature_definition.ts";

/** All features; feature i of a frame is row i. InstrumentFeatures runs the same families. */
export const FEATURES: readonly FeatureDefinition[] = [
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

export const FEATURE_COUNT = FEATURES.length;

const INDEX_BY_NAME: ReadonlyMap<string, number> = new Map(
  FEATURES.map((feature, index) => [feature.name, index]),
);

/** Position of a feature in the vector, or −1 when there is none of that name. */
export function featureIndex(name: string): number {
  return INDEX_BY_NAME.get(name) ?? -1;
}

assert(FEATURE_COUNT <= FRAME_FEATURES, "the features fit a frame");
assert(INDEX_BY_NAME.size === FEATURE_COUNT, "feature names are unique");
