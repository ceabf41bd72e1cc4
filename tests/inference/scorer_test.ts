import assert from "node:assert/strict";
import fc from "fast-check";
import { FRAME_WORDS } from "../../core/wire/frame.ts";
import {
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_FRAME_SEQUENCE,
} from "../../core/wire/frame.ts";
import type { Estimate } from "../../core/inference/block_sums.ts";
import { Scorer } from "../../core/inference/scorer.ts";
import { makeFrames, type StreamFrame } from "./frame_stream.ts";
import { tinyManifest } from "./tiny_model.ts";

const SEED = 20_260_102;
const MANIFEST = tinyManifest("0".repeat(64));

interface Said {
  readonly frame: StreamFrame;
  readonly probabilities: readonly number[];
}

/** What a prediction at a frame says; undefined = none is made there. */
type Oracle = (frame: StreamFrame) => readonly number[] | undefined;

function scored(frames: readonly StreamFrame[], oracle: Oracle, horizonFrames: number): Scorer {
  const scorer = new Scorer({ ...MANIFEST, horizonFrames });
  const words = new Int32Array(FRAME_WORDS);
  const doubles = new Float64Array(words.buffer);
  for (const frame of frames) {
    doubles[F_FRAME_SEQUENCE] = frame.sequence;
    words[F_BID_TICKS] = frame.bidTicks;
    words[F_ASK_TICKS] = frame.askTicks;
    doubles[F_BID_LOTS] = frame.bidLots;
    doubles[F_ASK_LOTS] = frame.askLots;
    scorer.observe(words, doubles, 0, frame.instrument);
    const probabilities = oracle(frame);
    if (probabilities === undefined) continue;
    scorer.remember(frame.instrument, Float64Array.from(probabilities), 0);
  }
  return scorer;
}

/** The same by looking ahead in the whole list. */
function slowTwin(frames: readonly StreamFrame[], oracle: Oracle, horizonFrames: number) {
  const byInstrument = Map.groupBy(frames, (frame) => frame.instrument);
  const confusion = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  let [rows, logLoss, brier, ruleRight] = [0, 0, 0, 0];
  for (const own of byInstrument.values()) {
    own.forEach((frame, i) => {
      const probabilities = oracle(frame);
      const later = own[i + horizonFrames];
      if (probabilities === undefined || later === undefined) return;
      const move = (later.bidTicks + later.askTicks - frame.bidTicks - frame.askTicks) / 2;
      const label = move > MANIFEST.thresholdTicks ? 2 : move < -MANIFEST.thresholdTicks ? 0 : 1;
      const imbalance = (frame.bidLots - frame.askLots) / (frame.bidLots + frame.askLots);
      const rule = imbalance > MANIFEST.imbalanceCut
        ? 2
        : imbalance < -MANIFEST.imbalanceCut
        ? 0
        : 1;
      rows++;
      confusion[label][probabilities.indexOf(Math.max(...probabilities))]++;
      logLoss -= Math.log(probabilities[label]);
      brier += probabilities.reduce((sum, p, k) => sum + (p - (k === label ? 1 : 0)) ** 2, 0);
      if (rule === label) ruleRight++;
    });
  }
  return { rows, confusion, logLoss, brier, ruleRight };
}

/** Speaks at some frames, with numbers that come from the frame alone. */
function oracleOf(every: number): Oracle {
  return (frame: Said["frame"]) => {
    if ((frame.sequence * 7) % every !== 0) return undefined;
    const up = 0.05 + 0.4 * (1 + frame.features[0]);
    return [0.9 - up + 0.05, 0.05, up];
  };
}

Deno.test("Scorer agrees with a twin that looks ahead, for any horizon and schedule", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      (seed, horizonFrames, every, instruments) => {
        const frames = makeFrames(seed, 600, instruments);
        const oracle = oracleOf(every);
        const { card } = scored(frames, oracle, horizonFrames);
        const report = card.report();
        const twin = slowTwin(frames, oracle, horizonFrames);
        assert.equal(report.rows, twin.rows);
        assert.deepEqual(report.confusion, twin.confusion);
        if (twin.rows === 0) return;
        assert.ok(Math.abs(report.logLoss.value - twin.logLoss / twin.rows) < 1e-9);
        assert.ok(Math.abs(report.brier - twin.brier / twin.rows) < 1e-9);
        assert.ok(
          Math.abs(report.baselines.imbalance.accuracy - twin.ruleRight / twin.rows) < 1e-9,
        );
        assert.equal(card.correct, twin.confusion.reduce((sum, row, k) => sum + row[k], 0));
        assert.equal(card.frequentCorrect, twin.confusion[2].reduce((sum, n) => sum + n, 0));
      },
    ),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("Scorer judges nothing when no frame comes a horizon later", () => {
  const { card } = scored(makeFrames(1, 20, 1), oracleOf(1), 20);
  const report = card.report();
  assert.equal(report.rows, 0);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  assert.equal(report.logLoss.value, 0);
  assert.equal(report.accuracy.low, null);
});

Deno.test("Scorer sees through forecasts that know nothing and credits those that do", () => {
  const frames = makeFrames(3, 30_000, 2);
  const knowing = scored(frames, oracleOf(1), 1).card.report();
  assert.ok(lowOf(knowing.accuracyGainOnMostFrequent) > 0.05);
  const ignorant = scored(frames, () => MANIFEST.classPriors, 1).card.report();
  assert.equal(ignorant.accuracyGainOnMostFrequent.value, 0);
  assert.equal(ignorant.logLossGain.value, 0);
  assert.equal(ignorant.logLossGain.high, 0);
});

Deno.test("Scorer's interval is wider for overlapping labels than for as many separate ones", () => {
  const frames = makeFrames(4, 40_000, 1);
  const overlapping = scored(frames, () => [0.2, 0.2, 0.6], 40).card.report();
  assert.ok(overlapping.effectiveRows !== null);
  assert.ok(overlapping.effectiveRows < overlapping.rows / 4);
  assert.ok(overlapping.blocks >= 8);
});

function lowOf({ low }: Estimate): number {
  assert.ok(low !== null);
  return low;
}
