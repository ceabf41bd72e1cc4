/**
 * The last stage that fills frames: keeps every instrument's newest features, runs the model when
 * the schedule says so, and writes the newest prediction into every frame that passes.
 *
 * ```text
 *   features' cursor ─▶ walk: score · observe · write ─────────────▶ stamp · advance
 *                          │ due               ▲
 *                          ╰─▶ gather ─▶ run ──╯   the frame that made it due is the first
 *                                                  to carry the new predictions
 * ```
 *
 * A native model runs within the duty cycle. onnxruntime is waited for: meanwhile the cursor stays
 * where it is, so nobody else touches the batch.
 *
 * Hot path: no allocation, except in a run of onnxruntime.
 */
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { Fold } from "../base/fold.ts";
import { FRAME_BATCH, FRAME_CLASSES } from "../base/limits.ts";
import type { Agent } from "../agent/agent.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import {
  F_FEATURE_STAMP,
  F_INFER_STAMP,
  F_INGEST_STAMP,
  F_INSTRUMENT,
  F_RECV_NANOS,
  HASH_PREDICTION,
} from "../wire/frame.ts";
import { type ModelBytes, modelHashOf } from "./loaded_model.ts";
import { NewestPredictions } from "./newest_predictions.ts";
import { NewestVectors } from "./newest_vectors.ts";
import type { NativeModel } from "./native_model.ts";
import type { OnnxSession } from "./onnx_session.ts";
import { openRuntime, type RuntimeChoice, type ServingRuntime } from "./runtime.ts";
import { Schedule, type ScheduleOptions } from "./schedule.ts";
import type { ScoreReport } from "./scorecard.ts";
import { Scorer } from "./scorer.ts";
import { verdictOf } from "./verdict.ts";

const FRAMES = counterIndex("inference", "frames");
const RUNS = counterIndex("inference", "runs");
const PREDICTIONS = counterIndex("inference", "predictions");
const RESOLVED = counterIndex("inference", "resolved");
const CORRECT = counterIndex("inference", "correct");
const BASELINE_CORRECT = counterIndex("inference", "baselineCorrect");
const REJECTED = counterIndex("inference", "rejected");
/** The first of 2 × CALIBRATION_BINS counters. */
const CALIBRATION = counterIndex("inference", "saidAt0");

export interface InferenceOptions {
  /** Behind features. */
  readonly frames: RingFollower;
  readonly board: RoleBoard<"inference">;
  readonly clock: Clock;
  /** undefined = frames pass without predictions. */
  readonly model: ModelBytes | undefined;
  readonly schedule: ScheduleOptions;
  /** Default: "auto". */
  readonly runtime?: RuntimeChoice;
}

/** What inference tells when the run is over. */
export interface InferenceReport {
  readonly model: string | undefined;
  /** What served it, in words; undefined without a model. */
  readonly runtime: string | undefined;
  readonly horizonFrames: number;
  readonly thresholdTicks: number;
  /** Quality of the predictions whose label is known; undefined without a model. */
  readonly score: ScoreReport | undefined;
  /** What that comes to, in words. */
  readonly verdict: string | undefined;
}

export class InferenceAgent implements Agent {
  readonly role = "inference";
  readonly #options: InferenceOptions;
  readonly #frames: RingFollower;
  readonly #served: ServedModel | undefined;
  readonly #schedule: Schedule;
  readonly #predictions: NewestPredictions;
  readonly #fold = new Fold();
  #runtime: ServingRuntime | undefined;

  constructor(options: InferenceOptions) {
    const { model } = options;
    this.#options = options;
    this.#frames = options.frames;
    this.#schedule = new Schedule(options.schedule);
    this.#served = model && serve(model);
    this.#predictions = model === undefined
      ? new NewestPredictions(0, 0)
      : new NewestPredictions(modelHashOf(model.manifest), model.manifest.classes.length);
  }

  async onStart(): Promise<void> {
    const { model, runtime = "auto" } = this.#options;
    if (model !== undefined) this.#runtime = await openRuntime(model, runtime);
  }

  get done(): boolean {
    return this.#frames.ended();
  }

  doWork(_nowNanos: number): number | Promise<number> {
    const count = Math.min(this.#frames.available(), FRAME_BATCH);
    if (count === 0) return 0;
    const dueAt = this.#walk(0, count);
    if (dueAt === count) return this.#finish(count);
    assert(this.#runtime !== undefined, "a model is loaded when one is due");
    const { native, session } = this.#runtime;
    return native === undefined
      ? this.#waitFor(session, dueAt, count)
      : this.#predict(native, dueAt, count);
  }

  async onClose(): Promise<void> {
    await this.#runtime?.session?.close();
  }

  report(): InferenceReport {
    const manifest = this.#options.model?.manifest;
    const score = this.#served?.scorer.card.report();
    return {
      model: manifest?.name,
      runtime: this.#runtime?.text,
      horizonFrames: manifest?.horizonFrames ?? 0,
      thresholdTicks: manifest?.thresholdTicks ?? 0,
      score,
      verdict: score && verdictOf(score),
    };
  }

  /** Passes frames up to the one at which the model is due. @returns its offset, or `count` */
  #walk(from: number, count: number): number {
    const frames = this.#frames;
    const { words, doubles } = frames;
    const served = this.#served;
    for (let i = from; i < count; i++) {
      const at = frames.at(i);
      if (served !== undefined) {
        const instrument = words[at + F_INSTRUMENT];
        served.scorer.observe(words, doubles, at, instrument);
        served.vectors.observe(words, doubles, at, instrument);
        if (this.#schedule.due(doubles[(at >> 1) + F_RECV_NANOS])) return i;
      }
      this.#write(at);
    }
    return count;
  }

  /** Passes the rest of the batch, from the frame at which the model is due. */
  #predict(native: NativeModel, dueAt: number, count: number): number {
    let offset = dueAt;
    while (offset < count) {
      const { vectors } = this.#serving();
      const rows = vectors.gather();
      if (rows > 0) this.#keep(native.run(vectors.input, rows), rows);
      this.#write(this.#frames.at(offset));
      offset = this.#walk(offset + 1, count);
    }
    return this.#finish(count);
  }

  /** The same, where the model has to be waited for. */
  async #waitFor(session: OnnxSession, dueAt: number, count: number): Promise<number> {
    let offset = dueAt;
    while (offset < count) {
      const { vectors } = this.#serving();
      const rows = vectors.gather();
      if (rows > 0) this.#keep(await session.run(vectors.input, rows), rows);
      this.#write(this.#frames.at(offset));
      offset = this.#walk(offset + 1, count);
    }
    return this.#finish(count);
  }

  /** Takes what one run of the model said of the gathered instruments. */
  #keep(output: Float32Array, rows: number): void {
    const { vectors, scorer } = this.#serving();
    const { counters } = this.#options.board;
    counters[RUNS]++;
    for (let row = 0; row < rows; row++) {
      const instrument = vectors.instrumentOf(row);
      if (!this.#predictions.keep(instrument, vectors.sequences, output, row)) {
        counters[REJECTED]++;
        continue;
      }
      counters[PREDICTIONS]++;
      const from = instrument * FRAME_CLASSES;
      scorer.remember(instrument, this.#predictions.probabilities, from);
    }
  }

  #serving(): ServedModel {
    assert(this.#served !== undefined, "only a model is ever due");
    return this.#served;
  }

  #write(at: number): void {
    const { words, doubles } = this.#frames;
    this.#predictions.write(words, doubles, at, words[at + F_INSTRUMENT]);
    this.#fold.words(words, at + HASH_PREDICTION[0], HASH_PREDICTION[1]);
  }

  /** Stamps the batch, shows it on the board and hands it on. */
  #finish(count: number): number {
    const { board, clock } = this.#options;
    const { doubles } = this.#frames;
    const nowNanos = clock.nowNanos();
    board.hopLatency.endAt(nowNanos);
    board.totalLatency.endAt(nowNanos);
    for (let i = 0; i < count; i++) {
      const d = this.#frames.at(i) >> 1;
      doubles[d + F_INFER_STAMP] = nowNanos;
      board.hopLatency.recordSince(doubles, d + F_FEATURE_STAMP);
      board.totalLatency.recordSince(doubles, d + F_INGEST_STAMP);
    }
    const { counters } = board;
    counters[FRAMES] += count;
    if (this.#served !== undefined) {
      const { card } = this.#served.scorer;
      counters[RESOLVED] = card.rows;
      counters[CORRECT] = card.correct;
      counters[BASELINE_CORRECT] = card.frequentCorrect;
      const { calibration } = card;
      for (let i = 0; i < calibration.length; i++) counters[CALIBRATION + i] = calibration[i];
    }
    this.#fold.store(board.words, board.hashAt);
    this.#frames.advance(count);
    return count;
  }
}

/** What is kept for a model while it serves. */
interface ServedModel {
  readonly vectors: NewestVectors;
  readonly scorer: Scorer;
}

function serve({ manifest, featureIndexes }: ModelBytes): ServedModel {
  return {
    vectors: new NewestVectors(manifest.features, featureIndexes, manifest.clip),
    scorer: new Scorer(manifest),
  };
}
