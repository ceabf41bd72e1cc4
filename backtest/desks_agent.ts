/**
 * The last agent of a backtest: shows market messages and frames to all desks, in lock-step. A frame is
 * shown once every message that it was made from has been; messages behind the newest frame wait until
 * it is certain that no frame is on its way that was made from fewer.
 *
 * ```text
 *   market ring, behind book ──╮
 *                              ├─▶ desk 0, desk 1, …
 *   frames, behind inference ──╯
 * ```
 *
 * Hot path: no allocation.
 */
import type { Agent } from "../core/agent/agent.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { RoleBoard } from "../core/telemetry/board.ts";
import { counterIndex } from "../core/telemetry/counters.ts";
import { F_MARKET_SEQUENCE, F_RECV_NANOS } from "../core/wire/frame.ts";
import type { Desk } from "./desk.ts";
import { HeapWatch } from "./heap_watch.ts";
import type { RunProgress } from "./pool_messages.ts";

const BOOK_FRAMES = counterIndex("book", "frames");

export interface DesksAgentOptions {
  /** Behind book. */
  readonly market: RingFollower;
  /** Behind inference. */
  readonly frames: RingFollower;
  /** Says how many frames there are. */
  readonly book: RoleBoard<"book">;
  /** Makes the desks once the session's epoch is known. */
  readonly open: () => readonly Desk[];
  /** Frames received before this warm features up and are not shown; −Infinity = all are. */
  readonly fromNanos: number;
  /** Of those, from here on strategies may learn; Infinity = from none. */
  readonly historyFromNanos: number;
  readonly progress: RunProgress | undefined;
}

export class DesksAgent implements Agent {
  readonly role = "trading";
  desks: readonly Desk[] = [];
  done = false;
  messages = 0;
  framesShown = 0;
  #framesTaken = 0;
  readonly #heap = new HeapWatch();
  readonly #options: DesksAgentOptions;
  readonly #market: RingFollower;
  readonly #frames: RingFollower;

  constructor(options: DesksAgentOptions) {
    this.#options = options;
    this.#market = options.market;
    this.#frames = options.frames;
  }

  onStart(): void {
    this.desks = this.#options.open();
  }

  doWork(): number {
    const frames = this.#frames;
    const ready = frames.available();
    // In this order: what book has read by now, its frames were published before.
    const count = Math.min(ready, FRAME_BATCH);
    for (let i = 0; i < count; i++) {
      const at = frames.at(i);
      this.#take(frames.doubles[(at >> 1) + F_MARKET_SEQUENCE] - this.messages);
      const receivedNanos = frames.doubles[(at >> 1) + F_RECV_NANOS];
      if (receivedNanos >= this.#options.fromNanos) this.#show(at);
      else if (receivedNanos >= this.#options.historyFromNanos) this.#teach(at);
    }
    if (count > 0) frames.advance(count);
    this.#framesTaken += count;
    const rest = this.#takeRest();
    this.#heap.look(this.desks.length);
    if (count + rest === 0 && this.#market.ended() && frames.ended()) this.#finish();
    this.#beat();
    return count + rest;
  }

  /** A run that was stopped ends here: what was begun is brought to an end. */
  onClose(): void {
    if (!this.done) this.#finish();
  }

  /** Messages that made no frame, when no frame is on its way. */
  #takeRest(): number {
    const count = this.#market.available();
    if (count === 0 || this.#framesTaken !== this.#options.book.counters[BOOK_FRAMES]) return 0;
    this.#take(count);
    return count;
  }

  #take(count: number): void {
    const market = this.#market;
    const { words, doubles } = market;
    let left = count;
    while (left > 0) {
      const batch = Math.min(left, market.available());
      for (let d = 0; d < this.desks.length; d++) {
        const { trading } = this.desks[d];
        this.#enter(d);
        for (let i = 0; i < batch; i++) trading.onMarket(words, doubles, market.at(i));
      }
      market.advance(batch);
      left -= batch;
    }
    this.messages += count;
  }

  #show(at: number): void {
    const { words, doubles } = this.#frames;
    this.framesShown++;
    if (this.#heap.isWeighing) return this.#weigh(at);
    for (let d = 0; d < this.desks.length; d++) {
      this.#enter(d);
      this.desks[d].trading.onFrame(words, doubles, at);
    }
  }

  /** The heap is too large: shows the frame, and stops the strategy that takes most. */
  #weigh(at: number): void {
    const { words, doubles } = this.#frames;
    for (let d = 0; d < this.desks.length; d++) {
      this.#enter(d);
      this.#heap.begin();
      this.desks[d].trading.onFrame(words, doubles, at);
      this.#heap.end(d);
    }
    const greedy = this.#heap.endFrame();
    if (greedy < 0) return;
    const gibibytes = (this.#heap.grownBytes / 1024 ** 3).toFixed(1);
    for (const host of this.desks[greedy].trading.crew.hosts) {
      host.abandon(`filled the memory: ${gibibytes} GiB`);
    }
  }

  /** A frame of before the window. */
  #teach(at: number): void {
    const { words, doubles } = this.#frames;
    for (let d = 0; d < this.desks.length; d++) {
      this.#enter(d);
      this.desks[d].trading.onHistory(words, doubles, at);
    }
  }

  #beat(): void {
    const { progress } = this.#options;
    if (progress === undefined) return;
    progress.beats++;
    progress.desk = -1;
  }

  /** Says whose turn it is, so that whoever never comes back can be named; −1 = nobody's. */
  #enter(desk: number): void {
    const { progress } = this.#options;
    if (progress !== undefined) progress.desk = desk;
  }

  #finish(): void {
    this.done = true;
    for (let d = 0; d < this.desks.length; d++) {
      this.#enter(d);
      this.desks[d].trading.finish();
    }
    this.#enter(-1);
  }
}
