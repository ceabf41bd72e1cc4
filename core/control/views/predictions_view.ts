/** Predictions as the API shows them: the newest of every instrument, and how they have done. */
import { F_RECV_NANOS } from "../../wire/frame.ts";
import { MOVE_CLASSES } from "../../inference/manifest.ts";
import { CALIBRATION_BINS } from "../../inference/scorecard.ts";
import { counterIndex } from "../../telemetry/counters.ts";
import type { InstrumentPrediction, Predictions } from "../contract/market.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import type { HeldFrame } from "../tap/newest_frames.ts";
import { predictionView } from "./market_view.ts";

const CALIBRATION = counterIndex("inference", "saidAt0");

export function predictionsView(tap: SessionTap): Predictions {
  const inference = tap.view.board.role("inference");
  const resolved = inference.counter("resolved");
  const share = (count: number) => resolved === 0 ? null : count / resolved;
  return {
    model: tap.view.modelName ?? null,
    classes: [...MOVE_CLASSES],
    runs: inference.counter("runs"),
    predictions: inference.counter("predictions"),
    resolved,
    correct: inference.counter("correct"),
    accuracy: share(inference.counter("correct")),
    baselineAccuracy: share(inference.counter("baselineCorrect")),
    calibration: Array.from({ length: CALIBRATION_BINS }, (_, i) => ({
      from: i / CALIBRATION_BINS,
      to: (i + 1) / CALIBRATION_BINS,
      predictions: inference.counters[CALIBRATION + i],
      correct: inference.counters[CALIBRATION + CALIBRATION_BINS + i],
    })),
    newest: tap.frames.all.flatMap((frame) => {
      const newest = frame && instrumentPrediction(frame, tap);
      return newest === undefined ? [] : [newest];
    }),
  };
}

export function instrumentPrediction(
  frame: HeldFrame,
  tap: SessionTap,
): InstrumentPrediction | undefined {
  const prediction = predictionView(frame);
  if (prediction === null) return undefined;
  const { probabilities, frameSequence } = prediction;
  const confidence = Math.max(...probabilities);
  return {
    instrumentId: frame.instrumentId,
    symbol: tap.instruments.symbol(frame.instrumentId),
    time: tap.time(frame.doubles[F_RECV_NANOS]),
    frameSequence,
    probabilities,
    said: MOVE_CLASSES[probabilities.indexOf(confidence)] ?? "",
    confidence,
  };
}
