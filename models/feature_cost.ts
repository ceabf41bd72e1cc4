/**
 * What a family of features costs, measured here and now on the simulated market.
 *
 * Taking the time of one call would mostly measure the clock. So frames are recorded first, and then
 * passed through twice, in turns: once through what all families share (FrameInputs), and once
 * through that and eight instances of the family, side by side. An eighth of the difference is what
 * one instance takes.
 *
 * ```text
 *   without   frame ─▶ inputs
 *   with      frame ─▶ inputs ─▶ family, family, … (8)      cost = (with − without) / 8
 * ```
 *
 * The groups bars and cross have parts that their families share, so those are measured whole. A
 * process should measure one family only: the second would share its call with the first, and pay
 * for finding out which of the two is meant.
 */
import { assert } from "../core/base/assert.ts";
import { Clock } from "../core/base/clock.ts";
import { SIMULATED_EPOCH_MILLIS } from "../core/exchange/parameters.ts";
import { SimulatedMarketSource } from "../core/exchange/simulated_market.ts";
import { FeatureCalculator } from "../core/features/feature_calculator.ts";
import type { FeatureFamily } from "../core/features/feature_family.ts";
import { FEATURE_GROUPS, type FeatureSettings } from "../core/features/feature_settings.ts";
import { FrameInputs } from "../core/features/inputs/frame_inputs.ts";
import { BarFeatures } from "../core/features/groups/bar_features.ts";
import { CrossFeatures } from "../core/features/groups/cross_features.ts";
import { Reference } from "../core/features/inputs/reference.ts";
import { type Feature, FEATURES } from "../core/features/table.ts";
import { F_INSTRUMENT, FRAME_WORDS } from "../core/wire/frame.ts";
import { type RecordedFrames, recordFrames } from "./recorded_frames.ts";
import { SHIPPED_CALIBRATION } from "./shipped_calibration.ts";

const SEED = 1;
/** The instrument whose features are computed, and the one that it is compared with. */
const SYMBOLS = ["MILL-USD", "RACE-USD"];
const COPIES = 8;

/** How much is measured. */
export interface CostSize {
  /** Of both instruments together. */
  readonly frames: number;
  /** Runs before those that count, for the compiler. */
  readonly warmRuns: number;
  readonly runs: number;
  /** Of the whole vector, which takes longer. */
  readonly vectorRuns: number;
}

/** Takes about two seconds. */
export const USUAL_SIZE: CostSize = { frames: 12_000, warmRuns: 4, runs: 30, vectorRuns: 25 };

/** What one frame costs. */
export interface FeatureCost {
  /** What was measured: a family, or a group whose families share parts. */
  readonly part: string;
  readonly isGroup: boolean;
  /** How many features that are. */
  readonly features: number;
  /** For all of them together. */
  readonly nanos: number;
  /** For what all families share: order flow, returns, sums over windows. */
  readonly sharedNanos: number;
  /** For the whole vector, everything included. */
  readonly vectorNanos: number;
  /** Of the instrument whose features are computed. */
  readonly frames: number;
  readonly market: string;
}

export async function measureCost(
  feature: Feature,
  { frames: most, warmRuns, runs, vectorRuns }: CostSize = USUAL_SIZE,
): Promise<FeatureCost> {
  const { group, family } = feature;
  const isGroup = group === "bars" || group === "cross";
  const source = new SimulatedMarketSource({ seed: SEED, events: 4 * most, symbols: SYMBOLS });
  const market = source.name;
  const recorded = await recordFrames(source, most);
  const make = isGroup ? MAKERS[group] : await makerOf(family);
  const without: number[] = [];
  const withFamily: number[] = [];
  for (let run = -warmRuns; run < runs; run++) {
    const bare = timeFamilies(recorded, () => []);
    const full = timeFamilies(recorded, (reference) => copiesOf(make, reference));
    if (run < 0) continue;
    without.push(bare);
    withFamily.push(full);
  }
  const frames = framesOf(recorded);
  const vector = Array.from({ length: vectorRuns }, () => timeVector(recorded));
  return {
    part: isGroup ? group : family,
    isGroup,
    features: FEATURES.filter((other) => isGroup ? other.group === group : other.family === family)
      .length,
    nanos: Math.max(0, bestOf(withFamily) - bestOf(without)) / (frames * COPIES),
    sharedNanos: bestOf(without) / recorded.count,
    vectorNanos: bestOf(vector) / recorded.count,
    frames,
    market,
  };
}

type Maker = (reference: Reference) => FeatureFamily;

const SETTINGS: FeatureSettings = {
  groups: FEATURE_GROUPS,
  calibration: SHIPPED_CALIBRATION,
  referenceSymbol: SYMBOLS[1],
};

const MAKERS = {
  bars: () => new BarFeatures(),
  cross: (reference: Reference) =>
    new CrossFeatures({
      settings: SETTINGS,
      symbol: SYMBOLS[0],
      reference,
      epochMillis: SIMULATED_EPOCH_MILLIS,
    }),
};

const CALIBRATED = SHIPPED_CALIBRATION.symbols[SYMBOLS[0]];

/** What a family is told when it is made; most are told nothing. */
const TOLD: Readonly<Record<string, unknown>> = {
  micro_price: CALIBRATED.microPrice,
  flow_component: CALIBRATED.flowLoadings,
  time_of_day: SIMULATED_EPOCH_MILLIS,
};

/** A family lies in the file of its name. */
async function makerOf(family: string): Promise<Maker> {
  const exported: Record<string, unknown> = await import(
    `../core/features/families/${family}.ts`
  );
  const found = Object.values(exported).find((value) => isFamilyClass(value, family));
  assert(found !== undefined, "a family lies in the file of its name");
  const Family = found as new (told: unknown) => FeatureFamily;
  return () => new Family(TOLD[family]);
}

function isFamilyClass(value: unknown, family: string): boolean {
  return typeof value === "function" && "definitions" in value &&
    Array.isArray(value.definitions) && value.definitions[0]?.family === family;
}

function copiesOf(make: Maker, reference: Reference): FeatureFamily[] {
  return Array.from({ length: COPIES }, () => make(reference));
}

/** Nanoseconds for all frames; only those of the first instrument pass through the families. */
function timeFamilies(
  { words, doubles, count }: RecordedFrames,
  makeFamilies: (reference: Reference) => readonly FeatureFamily[],
): number {
  const reference = new Reference(SYMBOLS[1]);
  const inputs = SYMBOLS.map(() => new FrameInputs());
  SYMBOLS.forEach((symbol, i) => reference.meet(symbol, inputs[i]));
  const families = makeFamilies(reference);
  const vectors = families.map(() => new Float32Array(FEATURES.length));
  const clock = new Clock();
  const started = clock.nowNanos();
  for (let frame = 0; frame < count; frame++) {
    const at = frame * FRAME_WORDS;
    if (words[at + F_INSTRUMENT] === 0) {
      inputs[0].load(words, doubles, at);
      for (let i = 0; i < families.length; i++) families[i].update(inputs[0], vectors[i], 0);
    } else {
      inputs[1].load(words, doubles, at);
      reference.push(inputs[1]);
    }
  }
  return clock.nowNanos() - started;
}

/** Nanoseconds for all features of all frames. */
function timeVector({ words, doubles, count }: RecordedFrames): number {
  const calculator = new FeatureCalculator(SETTINGS, (id) => SYMBOLS[id]);
  calculator.epochMillis = SIMULATED_EPOCH_MILLIS;
  const clock = new Clock();
  const started = clock.nowNanos();
  for (let frame = 0; frame < count; frame++) {
    calculator.update(words, doubles, frame * FRAME_WORDS);
  }
  return clock.nowNanos() - started;
}

function framesOf({ words, count }: RecordedFrames): number {
  let frames = 0;
  for (let frame = 0; frame < count; frame++) {
    if (words[frame * FRAME_WORDS + F_INSTRUMENT] === 0) frames++;
  }
  return frames;
}

/** What the work takes when nothing else happens on the machine. */
function bestOf(nanos: readonly number[]): number {
  return Math.min(...nanos);
}
