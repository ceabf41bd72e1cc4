/**
 * Feature vectors: what a frame costs, group by group, beside the core group's windows recomputed
 * from the last thousand frames. (`features explain NAME` measures a single family.)
 */
import { FeatureCalculator } from "../core/features/feature_calculator.ts";
import {
  DEFAULT_FEATURE_SETTINGS,
  FEATURE_GROUPS,
  type FeatureGroup,
} from "../core/features/feature_settings.ts";
import { FEATURE_COUNT, FEATURES } from "../core/features/table.ts";
import { SimulatedMarketSource } from "../core/exchange/simulated_market.ts";
import { F_MASK, FRAME_WORDS, MASK_WORDS } from "../core/wire/frame.ts";
import { type RecordedFrames, recordFrames } from "../models/recorded_frames.ts";
import { BATCH_NAMES, BATCH_WINDOW, batchFeatures } from "./baselines/batch_features.ts";
import { type Bench, type Contender, type Match, opsFor } from "./harness.ts";

const SEED = 11;
const OWN = "MILL-USD";
const REFERENCE = "RACE-USD";
const TARGET_RATIO = 10;
const BATCH = `recomputed from ${BATCH_WINDOW} frames`;
const ALL = "all groups";

export const FEATURES_BENCH: Bench = {
  name: "features",
  async prepare(size) {
    const ops = opsFor(size, 40_000, 200);
    const batches = opsFor(size, 2_000, 20);
    const alone = await recorded([OWN], Math.max(ops, BATCH_WINDOW + batches + 1));
    const pair = await recorded([OWN, REFERENCE], ops);
    return {
      matches: [
        {
          unit: "frames",
          contenders: [incremental(ALL, alone, ops, FEATURE_GROUPS), batch(alone, batches)],
          comparisons: [{
            name: "feature vector, all groups",
            ours: ALL,
            baseline: BATCH,
            targetRatio: TARGET_RATIO,
            workload: `${FEATURE_COUNT} features; the baseline has only ${BATCH_NAMES.length} ` +
              `windowed ones of the core group and sums over ${BATCH_WINDOW} frames, 1 s and 10 s; ` +
              `one instrument of the simulated market, seed ${SEED}`,
          }],
        },
        ...FEATURE_GROUPS.map((group): Match => ({
          unit: "frames",
          contenders: [incremental(group, pair, ops, [group])],
          comparisons: [{
            name: `feature vector, ${group} only`,
            ours: group,
            workload: `${FEATURES.filter((feature) => feature.group === group).length} features, ` +
              "and what all groups share: order flow, windows, mask; two instruments",
          }],
        })),
      ],
    };
  },
};

function recorded(symbols: readonly string[], frames: number): Promise<RecordedFrames> {
  const source = new SimulatedMarketSource({ seed: SEED, events: 2 * frames + 1_000, symbols });
  return recordFrames(source, frames);
}

function incremental(
  name: string,
  { words, doubles }: RecordedFrames,
  ops: number,
  groups: readonly FeatureGroup[],
): Contender {
  return {
    name,
    ops,
    run() {
      const settings = { ...DEFAULT_FEATURE_SETTINGS, groups, referenceSymbol: REFERENCE };
      const calculator = new FeatureCalculator(settings, (id) => [OWN, REFERENCE][id]);
      // Counts frames too: where a run is short, no bar was closed and no bit is set.
      let sum = ops;
      for (let n = 0; n < ops; n++) {
        calculator.update(words, doubles, n * FRAME_WORDS);
        for (let i = 0; i < MASK_WORDS; i++) sum += words[n * FRAME_WORDS + F_MASK + i];
      }
      return sum;
    },
  };
}

function batch({ words, doubles }: RecordedFrames, ops: number): Contender {
  const out = new Float64Array(BATCH_NAMES.length + 3);
  return {
    name: BATCH,
    ops,
    run() {
      let sum = 0;
      for (let n = 0; n < ops; n++) {
        batchFeatures(words, doubles, BATCH_WINDOW + n, out);
        sum += out[1] + out[12];
      }
      return sum;
    },
  };
}
