/**
 * Passes frames through the agent between two runs of the model, and predictions through the
 * scorer, and prints the bytes of heap that a million frames of each cost. Started by
 * allocation_test.ts with --expose-gc and a young generation so large that nothing is collected in
 * between.
 */
import { Clock } from "../../core/base/clock.ts";
import { InferenceAgent } from "../../core/inference/inference_agent.ts";
import { Scorer } from "../../core/inference/scorer.ts";
import { Board } from "../../core/telemetry/board.ts";
import { F_FRAME_SEQUENCE, F_INSTRUMENT, FRAME_WORDS } from "../../core/wire/frame.ts";
import { FrameRing, makeFrames } from "./frame_stream.ts";
import { tinyModel } from "./tiny_model.ts";

const SLOTS = 256;
const CHUNK = 64;
const LAPS = 2_000;

const model = await tinyModel();
const ring = new FrameRing(SLOTS);
const agent = new InferenceAgent({
  frames: ring.follower,
  board: new Board().role("inference"),
  clock: new Clock(),
  model,
  // Never due here: a run of the model is onnxruntime's, and that does allocate.
  schedule: { everyFrames: 2 ** 30 },
});
await ring.drive(agent, makeFrames(1, SLOTS, 4), () => CHUNK);

/** Sends the slots round again as they are. */
function passFrames(laps: number): void {
  for (let i = 0; i < laps * (SLOTS / CHUNK); i++) {
    for (let n = 0; n < CHUNK; n++) ring.producer.claim();
    ring.producer.publish(0);
    agent.doWork(0);
  }
}

const scorer = new Scorer(model.manifest);
const probabilities = Float64Array.of(0.25, 0.25, 0.5);
const { words, doubles } = ring.follower;

/** Every frame resolves a prediction and makes one. */
function scoreFrames(laps: number): void {
  for (let i = 0; i < laps * SLOTS; i++) {
    const at = (i % SLOTS) * FRAME_WORDS;
    doubles[at / 2 + F_FRAME_SEQUENCE] += SLOTS;
    scorer.observe(words, doubles, at, words[at + F_INSTRUMENT]);
    scorer.remember(words[at + F_INSTRUMENT], doubles[at / 2 + F_FRAME_SEQUENCE], probabilities, 0);
  }
}

const { gc } = globalThis as unknown as { gc: () => void };

function bytesPerMillion(run: (laps: number) => void): number {
  for (let i = 0; i < 40; i++) run(LAPS / 20);
  gc();
  const before = Deno.memoryUsage().heapUsed;
  run(LAPS);
  const grown = Deno.memoryUsage().heapUsed - before;
  return Math.round((grown / (LAPS * SLOTS)) * 1e6);
}

console.log(bytesPerMillion(passFrames));
console.log(bytesPerMillion(scoreFrames));
