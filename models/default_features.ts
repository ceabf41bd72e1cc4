/**
 * What the shipped model looks at: only features without a scale of their own (ratios, multiples of
 * the average depth, ticks of spread), because one model is to read any instrument. Those with a
 * sign say where the mid goes, spread and depth whether it moves at all.
 */
export const DEFAULT_FEATURES: readonly string[] = [
  "queue_imbalance_1_level",
  "queue_imbalance_5_levels",
  "queue_imbalance_10_levels",
  "weighted_mid_offset_ticks",
  "ofi_10_events_depths",
  "ofi_50_events_depths",
  "ofi_200_events_depths",
  "ofi_10_levels_50_events_depths",
  "trade_imbalance_50_events",
  "slope_imbalance",
  "spread_ticks",
  "relative_depth_200_events",
];
