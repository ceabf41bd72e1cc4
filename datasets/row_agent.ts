/**
 * Stands where inference would and turns frames into rows: every frame of an instrument, or one of so
 * many, and for each of them, as soon as it is known, how far the mid moved.
 *
 * Hot path: no allocation, except at an instrument's first frame.
 */
import type { Agent } from "../core/agent/agent.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import { midHalfTicksOf } from "../core/inference/label_tracker.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import { F_INSTRUMENT, F_PRICE_UNIT, F_RECV_NANOS } from "../core/wire/frame.ts";
import type { LabelRule } from "./label_rule.ts";
import { Labeller } from "./labeller.ts";

/** What is done with rows. Labels come in the order of their instrument's rows. */
export interface RowReceiver {
  /** The frame at word index `at` is a row. */
  row(instrumentId: number, frames: RingFollower, at: number): void;
  /** The label of the instrument's oldest row that had none. A base of NaN: there is no label. */
  label(instrumentId: number, moveHalfTicks: number, baseHalfTicks: number): void;
  /** So many of the oldest rows will never have a label. */
  unlabelled(instrumentId: number, rows: number): void;
  /** Does a little of what is to be done with complete rows. @returns false where there was nothing */
  work(): boolean;
  /** All frames have been seen. */
  end(): void;
  /** The run is over, successful or not. */
  close(): void;
}

export interface RowAgentOptions {
  /** Behind features. */
  readonly frames: RingFollower;
  readonly rule: LabelRule;
  /** Takes every so many frames of an instrument. */
  readonly everyFrames: number;
  readonly receiver: RowReceiver;
}

/** What is known of one instrument. */
interface Follow {
  readonly labeller: Labeller;
  priceUnit: number;
  /** Frames until the next row. */
  untilRow: number;
}

export class RowAgent implements Agent {
  readonly role = "inference";
  readonly #options: RowAgentOptions;
  readonly #follows: Follow[] = [];
  #done = false;

  constructor(options: RowAgentOptions) {
    this.#options = options;
  }

  get done(): boolean {
    return this.#done;
  }

  onStart(): void {}

  doWork(): number {
    const { frames, receiver } = this.#options;
    const count = Math.min(frames.available(), FRAME_BATCH);
    if (count === 0) {
      if (frames.ended()) this.#end();
      else if (receiver.work()) return 1;
      return 0;
    }
    for (let i = 0; i < count; i++) this.#take(frames.at(i));
    frames.advance(count);
    // Frames come first: in a full ring they would hold up the stages before.
    if (frames.available() < FRAME_BATCH) receiver.work();
    return count;
  }

  onClose(): void {
    this.#options.receiver.close();
  }

  #take(at: number): void {
    const { frames, receiver, everyFrames } = this.#options;
    const { words, doubles } = frames;
    const id = words[at + F_INSTRUMENT];
    const follow = this.#follows[id] ?? this.#meet(id);
    const { labeller } = follow;
    if (doubles[(at >> 1) + F_PRICE_UNIT] !== follow.priceUnit) {
      receiver.unlabelled(id, labeller.waiting);
      labeller.reset();
      follow.priceUnit = doubles[(at >> 1) + F_PRICE_UNIT];
    }
    const known = labeller.observe(midHalfTicksOf(words, at), doubles[(at >> 1) + F_RECV_NANOS]);
    for (let i = 0; i < known; i++) receiver.label(id, labeller.moves[i], labeller.bases[i]);
    if (--follow.untilRow > 0) return;
    follow.untilRow = everyFrames;
    receiver.row(id, frames, at);
    labeller.remember();
  }

  #meet(id: number): Follow {
    const { horizon, smoothing } = this.#options.rule;
    const follow = { labeller: new Labeller(horizon, smoothing), priceUnit: NaN, untilRow: 1 };
    this.#follows[id] = follow;
    return follow;
  }

  #end(): void {
    const { receiver } = this.#options;
    this.#follows.forEach(({ labeller }, id) => receiver.unlabelled(id, labeller.waiting));
    receiver.end();
    this.#done = true;
  }
}
