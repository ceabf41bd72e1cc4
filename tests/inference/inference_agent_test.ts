import assert from "node:assert/strict";
import type { Agent } from "../../core/agent/agent.ts";
import { Clock } from "../../core/base/clock.ts";
import { Prng } from "../../core/base/prng.ts";
import { InferenceAgent } from "../../core/inference/inference_agent.ts";
import { type ModelBytes, modelHashOf } from "../../core/inference/loaded_model.ts";
import { type RuntimeChoice, RUNTIMES } from "../../core/inference/runtime.ts";
import type { ScheduleOptions } from "../../core/inference/schedule.ts";
import { Board } from "../../core/telemetry/board.ts";
import {
  F_CLASSES,
  F_FRAME_SEQUENCE,
  F_INFER_STAMP,
  F_INSTRUMENT,
  F_MODEL_HASH,
  F_PREDICTED_SEQUENCE,
  F_PROBABILITIES,
} from "../../core/wire/frame.ts";
import { predictLogistic } from "../../models/logistic.ts";
import { FrameRing, makeFrames, type StreamFrame } from "./frame_stream.ts";
import { TINY_LOGISTIC, tinyModel } from "./tiny_model.ts";

const CAPACITY = 256;

async function runAgent(
  model: ModelBytes | undefined,
  schedule: ScheduleOptions,
  frames: readonly StreamFrame[],
  nextSize: () => number,
  runtime?: RuntimeChoice,
) {
  const ring = new FrameRing(CAPACITY);
  const board = new Board().role("inference");
  const clock = new Clock();
  const agent = new InferenceAgent({
    frames: ring.follower,
    board,
    clock,
    model,
    schedule,
    ...(runtime === undefined ? {} : { runtime }),
  });
  await ring.drive(agent, frames, nextSize);
  return { ring, board, agent };
}

for (const runtime of RUNTIMES) {
  Deno.test(`InferenceAgent comes to the same hash when frames come in other chunks, ${runtime}`, async () => {
    const model = await tinyModel();
    const frames = makeFrames(11, 3_000, 5);
    for (const schedule of [{ everyFrames: 10 }, { everyFrames: 1 }, { everyMillis: 3 }]) {
      const whole = await runAgent(model, schedule, frames, () => CAPACITY, runtime);
      assert.ok(whole.board.counter("predictions") > 500);
      for (const seed of [1, 2, 3]) {
        const prng = new Prng(seed);
        const nextSize = () => 1 + prng.nextBelow(90);
        const cut = await runAgent(model, schedule, frames, nextSize, runtime);
        assert.equal(cut.board.hash, whole.board.hash);
        assert.deepEqual(cut.board.toRecord(), whole.board.toRecord());
        assert.deepEqual(cut.agent.report(), whole.agent.report());
      }
    }
  });
}

Deno.test("InferenceAgent says the same of every frame in both runtimes, and says which it was", async () => {
  const model = await tinyModel();
  const frames = makeFrames(16, CAPACITY, 5);
  const runs = [];
  for (const runtime of ["native", "onnx"] as const) {
    runs.push(await runAgent(model, { everyFrames: 3 }, frames, () => 50, runtime));
  }
  const [native, onnx] = runs.map(({ ring }) => ring.last(CAPACITY, CAPACITY));
  for (let i = 0; i < CAPACITY; i++) {
    const [ours, theirs] = [native[i], onnx[i]].map((words) => new Float64Array(words.buffer));
    assert.equal(ours[F_PREDICTED_SEQUENCE], theirs[F_PREDICTED_SEQUENCE]);
    for (let k = F_PROBABILITIES; k < F_PROBABILITIES + 4; k++) {
      assert.ok(Math.abs(ours[k] - theirs[k]) < 1e-6);
    }
  }
  assert.deepEqual(runs[0].board.toRecord(), runs[1].board.toRecord());
  const said = runs.map(({ agent }) => agent.report().runtime);
  assert.deepEqual(said, ["native, checked against onnxruntime on 256 rows", "onnxruntime-web"]);
});

Deno.test("InferenceAgent.doWork() is done at once when the model is native", async () => {
  const ring = new FrameRing(CAPACITY);
  const board = new Board().role("inference");
  const clock = new Clock();
  const agent = new InferenceAgent({
    frames: ring.follower,
    board,
    clock,
    model: await tinyModel(),
    schedule: { everyFrames: 1 },
  });
  const cycles: unknown[] = [];
  const watched: Agent = {
    role: agent.role,
    done: false,
    onStart: () => agent.onStart(),
    onClose: () => agent.onClose(),
    doWork: (nowNanos) => {
      const outcome = agent.doWork(nowNanos);
      cycles.push(outcome);
      return outcome;
    },
  };
  await ring.drive(watched, makeFrames(17, 100, 2), () => 25);
  assert.deepEqual(cycles, [25, 25, 25, 25]);
  // An instrument's first five frames are cold.
  assert.equal(board.counter("runs"), 90);
});

Deno.test("InferenceAgent's hash changes when one feature of one frame changes", async () => {
  const model = await tinyModel();
  const frames = makeFrames(12, 400, 2);
  const changed = frames.map((frame) =>
    frame.sequence === 200 ? { ...frame, features: [9, 9, 9], mask: 7 } : frame
  );
  const one = await runAgent(model, { everyFrames: 1 }, frames, () => 64);
  const other = await runAgent(model, { everyFrames: 1 }, changed, () => 64);
  assert.notEqual(one.board.hash, other.board.hash);
});

Deno.test("InferenceAgent writes what a plain evaluation of each frame gives", async () => {
  const model = await tinyModel();
  const everyFrames = 10;
  for (const total of [200, 1_000]) await compareWithTwin(model, everyFrames, total);
});

async function compareWithTwin(model: ModelBytes, everyFrames: number, total: number) {
  const frames = makeFrames(13, total, 3);
  const shown = Math.min(total, CAPACITY);
  const { ring, board } = await runAgent(model, { everyFrames }, frames, () => 37);
  const twin = new SlowTwin(everyFrames);
  const expected = frames.map((frame) => twin.take(frame));
  const written = ring.last(shown, total);
  let carrying = 0;
  written.forEach((words, i) => {
    const frame = frames[total - shown + i];
    const wanted = expected[total - shown + i];
    const doubles = new Float64Array(words.buffer);
    assert.equal(doubles[F_FRAME_SEQUENCE], frame.sequence);
    assert.equal(words[F_INSTRUMENT], frame.instrument);
    assert.equal(doubles[F_PREDICTED_SEQUENCE], wanted?.sequence ?? 0);
    assert.equal(words[F_CLASSES], wanted === undefined ? 0 : 3);
    assert.equal(words[F_MODEL_HASH], wanted === undefined ? 0 : modelHashOf(model.manifest));
    for (let k = 0; k < 4; k++) {
      const probability = wanted?.probabilities[k] ?? 0;
      assert.ok(Math.abs(doubles[F_PROBABILITIES + k] - probability) < 1e-6);
    }
    assert.ok(doubles[F_INFER_STAMP] > 0);
    if (wanted !== undefined) carrying++;
  });
  assert.ok(carrying > shown / 2);
  assert.equal(carrying < shown, total === 200);
  assert.equal(board.counter("runs"), frames.length / everyFrames);
  assert.equal(board.counter("predictions"), twin.predictions);
  assert.equal(board.counter("frames"), frames.length);
  assert.equal(board.hopLatency.summary().count, frames.length);
}

Deno.test("InferenceAgent clears the prediction of a slot's last lap when there is no model", async () => {
  const model = await tinyModel();
  const ring = new FrameRing(CAPACITY);
  const frames = makeFrames(14, CAPACITY, 1);
  const options = { frames: ring.follower, clock: new Clock(), schedule: { everyFrames: 1 } };
  const first = new InferenceAgent({ ...options, board: new Board().role("inference"), model });
  await ring.drive(first, frames, () => 64);
  assert.equal(ring.last(1, CAPACITY)[0][F_CLASSES], 3);
  const board = new Board().role("inference");
  const second = new InferenceAgent({ ...options, board, model: undefined });
  await ring.drive(second, frames, () => 64);
  for (const words of ring.last(CAPACITY, CAPACITY)) {
    assert.ok(
      words.subarray(F_PREDICTED_SEQUENCE * 2, F_PROBABILITIES * 2 + 8).every((w) => w === 0),
    );
  }
  assert.equal(board.counter("predictions"), 0);
  assert.equal(second.report().score, undefined);
  assert.ok(second.done);
});

Deno.test("InferenceAgent counts and drops outputs that are no distribution", async () => {
  const weights = new Float64Array(9).fill(Number.POSITIVE_INFINITY);
  const model = await tinyModel({}, { ...TINY_LOGISTIC, weights });
  const frames = makeFrames(15, 200, 1);
  const { ring, board } = await runAgent(model, { everyFrames: 1 }, frames, () => 64);
  assert.equal(board.counter("predictions"), 0);
  assert.ok(board.counter("rejected") > 100);
  assert.equal(ring.last(1, frames.length)[0][F_CLASSES], 0);
});

/** What the agent is to write, by maps and loops. */
class SlowTwin {
  predictions = 0;
  readonly #everyFrames: number;
  readonly #newest = new Map<number, StreamFrame>();
  readonly #waiting = new Set<number>();
  readonly #predicted = new Map<number, { sequence: number; probabilities: number[] }>();

  constructor(everyFrames: number) {
    this.#everyFrames = everyFrames;
  }

  take(frame: StreamFrame) {
    this.#newest.set(frame.instrument, frame);
    this.#waiting.add(frame.instrument);
    if (frame.sequence % this.#everyFrames === 0) {
      for (const instrument of this.#waiting) this.#predict(this.#newest.get(instrument)!);
      this.#waiting.clear();
    }
    return this.#predicted.get(frame.instrument);
  }

  #predict(frame: StreamFrame): void {
    if (frame.mask !== 0b111) return;
    const scaled = frame.features.map((value, i) =>
      Math.fround(Math.max(-4, Math.min(4, (value - i) / (1 + i))))
    );
    const probabilities = new Float64Array(3);
    predictLogistic(TINY_LOGISTIC, scaled, 0, probabilities);
    this.#predicted.set(frame.instrument, {
      sequence: frame.sequence,
      probabilities: [...probabilities],
    });
    this.predictions++;
  }
}
