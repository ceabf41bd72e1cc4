/**
 * Passes frames through the agent between two runs of the model, frames that the native model
 * predicts one by one, and predictions through the scorer, and prints the bytes of heap that a
 * million frames of each cost. Started by allocation_test.ts with --expose-gc and a young generation
 * so large that nothing is collected in between.
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

/** Frames that go round and round through an agent, each lap numbered on from the last one. */
class FrameMill {
  readonly ring = new FrameRing(SLOTS);
  readonly #agent: InferenceAgent;

  constructor(everyFrames: number) {
    this.#agent = new InferenceAgent({
      frames: this.ring.follower,
      board: new Board().role("inference"),
      clock: new Clock(),
      model,
      schedule: { everyFrames },
      runtime: "native",
    });
  }

  async start(): Promise<this> {
    await this.ring.drive(this.#agent, makeFrames(1, SLOTS, 4), () => CHUNK);
    return this;
  }

  turn(laps: number): void {
    const { producer } = this.ring;
    for (let i = 0; i < laps * (SLOTS / CHUNK); i++) {
      for (let n = 0; n < CHUNK; n++) {
        producer.doubles[producer.claim() / 2 + F_FRAME_SEQUENCE] += SLOTS;
      }
      producer.publish(0);
      this.#agent.doWork(0);
    }
  }
}

const passing = await new FrameMill(2 ** 30).start();
const predicting = await new FrameMill(1).start();

const scorer = new Scorer(model.manifest);
const probabilities = Float64Array.of(0.25, 0.25, 0.5);
const { words, doubles } = passing.ring.follower;

/** Every frame resolves a prediction and makes one. */
function scoreFrames(laps: number): void {
  for (let i = 0; i < laps * SLOTS; i++) {
    const at = (i % SLOTS) * FRAME_WORDS;
    doubles[at / 2 + F_FRAME_SEQUENCE] += SLOTS;
    scorer.observe(words, doubles, at, words[at + F_INSTRUMENT]);
    scorer.remember(words[at + F_INSTRUMENT], probabilities, 0);
  }
}

const { gc } = globalThis as unknown as { gc: () => void };

/** The least of three: while V8 is still compiling, the odd number is boxed. */
function bytesPerMillion(run: (laps: number) => void): number {
  let least = Infinity;
  for (let n = 0; n < 3; n++) {
    for (let i = 0; i < 40; i++) run(LAPS / 40);
    gc();
    const before = Deno.memoryUsage().heapUsed;
    run(LAPS);
    least = Math.min(least, Deno.memoryUsage().heapUsed - before);
  }
  return Math.round((least / (LAPS * SLOTS)) * 1e6);
}

console.log(bytesPerMillion((laps) => passing.turn(laps)));
console.log(bytesPerMillion((laps) => predicting.turn(laps)));
console.log(bytesPerMillion(scoreFrames));
