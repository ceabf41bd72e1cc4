/**
 * Labels without looking ahead: takes one instrument's mids as they come, and says of rows that
 * wait, the oldest first, how far the mid has moved, as soon as that is known.
 *
 * ```text
 *   horizon of 3 frames      row   row   row   now
 *   frames            …  4    5     6     7     8   …     frame 8 resolves the row of frame 5
 *
 *   horizon of 1 s           row                now
 *   event time        …      2.0   2.6   2.9   3.1  …     3.1 is the first beyond 3.0, so the mid
 *                                                         of 2.9 is the one at the horizon
 * ```
 *
 * Mids are integers in half ticks and summed as differences from the first one, so sums are exact.
 *
 * Hot path: no allocation, except when more rows wait than ever before.
 */
import { FieldQueue } from "./field_queue.ts";
import type { Horizon, Smoothing } from "./label_rule.ts";

const FIRST_ROOM = 64;
/** Fields of a row that waits: frame number, sum of the mids up to it, base of the move, time. */
const ROW_FIELDS = 4;
/** Fields of a frame that is remembered: time, and frame number and sum of the mids before it. */
const FRAME_FIELDS = 3;

export class Labeller {
  readonly #horizon: Horizon;
  readonly #smoothing: Smoothing;
  readonly #horizonFrames: number;
  readonly #horizonNanos: number;
  /** Frames so far, and the newest one's mid and time. */
  #frames = 0;
  #firstMid = 0;
  #mid = 0;
  #nowNanos = 0;
  #firstNanos = 0;
  /** Σ (mid − first mid) over all frames so far. */
  #sum = 0;
  readonly #waiting = new FieldQueue(ROW_FIELDS);
  /** The frames of one horizon up to now: what "means" compares with. */
  readonly #recent = new FieldQueue(FRAME_FIELDS);
  /** Of the rows that the newest frame resolved: their move and what it is relative to, half ticks. */
  moves = new Float64Array(FIRST_ROOM);
  bases = new Float64Array(FIRST_ROOM);

  constructor(horizon: Horizon, smoothing: Smoothing) {
    this.#horizon = horizon;
    this.#smoothing = smoothing;
    this.#horizonFrames = horizon.unit === "frames" ? horizon.frames : 0;
    this.#horizonNanos = horizon.unit === "nanos" ? horizon.nanos : 0;
  }

  /** Rows that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Takes the instrument's next frame.
   * @param midHalfTicks see midHalfTicksOf()
   * @param recvNanos event time is this, standing still where it steps back
   * @returns how many of the oldest rows are resolved: see {@link moves} and {@link bases}
   */
  observe(midHalfTicks: number, recvNanos: number): number {
    if (this.#horizon.unit === "frames") {
      this.#take(midHalfTicks, recvNanos);
      const due = this.#waiting.length > 0 &&
        this.#waiting.field(0) + this.#horizonFrames === this.#frames;
      if (!due) return 0;
      this.#resolve(0);
      return 1;
    }
    let resolved = 0;
    while (this.#waiting.length > 0 && this.#waiting.field(3) + this.#horizonNanos < recvNanos) {
      this.#resolve(resolved++);
    }
    this.#take(midHalfTicks, recvNanos);
    return resolved;
  }

  /** The newest frame is a row: it waits from now on. */
  remember(): void {
    this.#waiting.push(this.#frames, this.#sum, this.#base(), this.#nowNanos);
  }

  /** Begins anew, as when the size of a tick changes; whoever waits will never know. */
  reset(): void {
    this.#frames = 0;
    this.#sum = 0;
    this.#waiting.clear();
    this.#recent.clear();
  }

  #take(midHalfTicks: number, recvNanos: number): void {
    if (this.#frames === 0) {
      this.#firstMid = midHalfTicks;
      this.#firstNanos = recvNanos;
      this.#nowNanos = recvNanos;
    }
    if (recvNanos > this.#nowNanos) this.#nowNanos = recvNanos;
    if (this.#smoothing === "means") this.#keepRecent();
    this.#frames++;
    this.#mid = midHalfTicks;
    this.#sum += midHalfTicks - this.#firstMid;
  }

  /** Remembers the state before the frame that comes, and forgets what left the horizon. */
  #keepRecent(): void {
    const recent = this.#recent;
    recent.push(this.#nowNanos, this.#frames, this.#sum, 0);
    if (this.#horizon.unit === "frames") {
      if (recent.length > this.#horizonFrames) recent.shift();
    } else {
      while (recent.field(0) <= this.#nowNanos - this.#horizonNanos) recent.shift();
    }
  }

  /** What a move of the newest frame is relative to; NaN where the past does not reach back so far. */
  #base(): number {
    if (this.#smoothing !== "means") return this.#mid;
    const known = this.#horizon.unit === "frames"
      ? this.#frames >= this.#horizonFrames
      : this.#nowNanos - this.#firstNanos >= this.#horizonNanos;
    if (!known) return NaN;
    const frames = this.#frames - this.#recent.field(1);
    return this.#firstMid + (this.#sum - this.#recent.field(2)) / frames;
  }

  /** The oldest row's move is known: from it to the newest frame. */
  #resolve(at: number): void {
    if (at === this.moves.length) {
      this.moves = grown(this.moves);
      this.bases = grown(this.bases);
    }
    const base = this.#waiting.field(2);
    const frames = this.#frames - this.#waiting.field(0);
    const target = this.#smoothing === "none" || frames === 0
      ? this.#mid
      : this.#firstMid + (this.#sum - this.#waiting.field(1)) / frames;
    this.#waiting.shift();
    this.bases[at] = base;
    this.moves[at] = target - base;
  }
}

function grown(old: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(2 * old.length);
  next.set(old);
  return next;
}
