/**
 * Runs frames of two instruments through the calculator, with the group of features that is named, or
 * all, and prints the bytes of heap that a million frames cost. Started by allocation_test.ts with
 * --expose-gc and a young generation so large that nothing is collected in between.
 */
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { DEFAULT_SYMBOLS } from "../../core/exchange/parameters.ts";
import { FeatureCalculator } from "../../core/features/feature_calculator.ts";
import { FEATURE_GROUPS } from "../../core/features/feature_settings.ts";
import { F_RECV_NANOS } from "../../core/wire/frame.ts";
import { SHIPPED_CALIBRATION } from "../../models/shipped_calibration.ts";
import { randomFrames, writeFrame } from "./frames.ts";

const SLOTS = 512;
const SLOT_WORDS = FRAME_SLOT_BYTES / 4;
const STEP_NANOS = 3e6;
const SPANS = 3;
const SPAN_LAPS = 800;

const buffer = new SharedArrayBuffer(SLOTS * FRAME_SLOT_BYTES);
const words = new Int32Array(buffer);
const doubles = new Float64Array(buffer);
/** Calibrated, and with a reference, so that every family has work to do. */
const SETTINGS = {
  groups: FEATURE_GROUPS.filter((group) => Deno.args[0] === "all" || group === Deno.args[0]),
  calibration: SHIPPED_CALIBRATION,
  referenceSymbol: DEFAULT_SYMBOLS[0],
};
const calculator = new FeatureCalculator(SETTINGS, (id) => DEFAULT_SYMBOLS[id]);
const frames = randomFrames({ seed: 1, frames: SLOTS, meanStepNanos: STEP_NANOS });
frames.forEach((frame, i) => {
  const snapshot = i % 100 === 99;
  writeFrame({ ...frame, instrumentId: i % 2, snapshot }, words, doubles, i * SLOT_WORDS);
});
const lapNanos = frames[SLOTS - 1].recvNanos - frames[0].recvNanos + STEP_NANOS;

/** Sends all slots through, later by a lap each time. */
function run(laps: number): void {
  for (let lap = 0; lap < laps; lap++) {
    for (let i = 0; i < SLOTS; i++) {
      const at = i * SLOT_WORDS;
      doubles[at / 2 + F_RECV_NANOS] += lapNanos;
      calculator.update(words, doubles, at);
    }
  }
}

const { gc } = globalThis as unknown as { gc: () => void };
// An hour and more of event time, so that also what happens once a second is compiled.
for (let i = 0; i < 160; i++) run(20);
/** The least of some spans: in the others the compiler may have been at work. */
let least = Infinity;
for (let span = 0; span < SPANS; span++) {
  gc();
  const before = Deno.memoryUsage().heapUsed;
  run(SPAN_LAPS);
  least = Math.min(least, Deno.memoryUsage().heapUsed - before);
}
console.log(Math.round((least / (SPAN_LAPS * SLOTS)) * 1e6));
