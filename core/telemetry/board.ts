/**
 * The board: shared memory in which every stage shows how it is doing. Stages write, the supervisor
 * and the control plane read; nothing is sent, so looking costs the hot path nothing.
 *
 * ```text
 *   line 0            stop, cancel-everything and end-of-input flags   supervisor
 *   a section a role: state, heartbeat, hash (2 words), heap, term | counters (f64) | latency histograms
 * ```
 */
import { counterIndex, type CounterName, COUNTERS, type Role, ROLES } from "./counters.ts";
import { Histogram, HISTOGRAM_BYTES } from "./histogram.ts";
import { hashText } from "../base/fold.ts";

export const STATE_STARTING = 0;
export const STATE_RUNNING = 1;
export const STATE_DONE = 2;
export const STATE_FAILED = 3;

const STOP_BYTES = 128;
const AT_STOP = 0;
const AT_CANCEL_ALL = 1;
const AT_END_INPUT = 2;
const AT_STATE = 0;
const AT_HEARTBEAT = 1;
const AT_HASH = 2;
const AT_HEAP_KIBIBYTES = 4;
const AT_TERM = 5;
const STATE_BYTES = 128;
const COUNTER_SLOTS = 48;
const SECTION_BYTES = STATE_BYTES + COUNTER_SLOTS * 8 + 2 * HISTOGRAM_BYTES;

/** One role's part of the board. */
export class RoleBoard<R extends Role = Role> {
  readonly role: R;
  /** Counters by {@link counterIndex}; write with plain stores, one writer. */
  readonly counters: Float64Array;
  /** Time from the stage before to this one, of every frame. */
  readonly hopLatency: Histogram;
  /** Time from ingest to this stage, of every frame. */
  readonly totalLatency: Histogram;
  /** State, heartbeat and hash words. */
  readonly words: Int32Array;
  /** Where in {@link words} the stage's hash lies: two words, see Fold.store. */
  readonly hashAt = AT_HASH;

  constructor(buffer: SharedArrayBuffer, role: R) {
    const from = STOP_BYTES + ROLES.indexOf(role) * SECTION_BYTES;
    const countersFrom = from + STATE_BYTES;
    const histogramsFrom = countersFrom + COUNTER_SLOTS * 8;
    this.role = role;
    this.words = new Int32Array(buffer, from, STATE_BYTES / 4);
    this.counters = new Float64Array(buffer, countersFrom, COUNTER_SLOTS);
    this.hopLatency = new Histogram(buffer, histogramsFrom);
    this.totalLatency = new Histogram(buffer, histogramsFrom + HISTOGRAM_BYTES);
  }

  get state(): number {
    return Atomics.load(this.words, AT_STATE);
  }

  set state(value: number) {
    Atomics.store(this.words, AT_STATE, value);
  }

  get heartbeat(): number {
    return this.words[AT_HEARTBEAT];
  }

  /** Shows that the stage's thread is alive: once a duty cycle. */
  beat(): void {
    this.words[AT_HEARTBEAT] = (this.words[AT_HEARTBEAT] + 1) | 0;
  }

  /**
   * Which worker in succession the stage belongs to, from 0. One that finds another number here has
   * been replaced, and must not write any more: the runtime does not end a thread that is busy.
   */
  get term(): number {
    return Atomics.load(this.words, AT_TERM);
  }

  set term(value: number) {
    Atomics.store(this.words, AT_TERM, value);
  }

  /** Heap of the stage's thread, as of a few seconds ago; 0 = not measured yet. */
  get heapBytes(): number {
    return this.words[AT_HEAP_KIBIBYTES] * 1_024;
  }

  set heapBytes(value: number) {
    this.words[AT_HEAP_KIBIBYTES] = Math.ceil(value / 1_024);
  }

  /** The stage's state hash as of its last batch. */
  get hash(): string {
    return hashText(this.words[AT_HASH], this.words[AT_HASH + 1]);
  }

  counter(name: CounterName<R>): number {
    return this.counters[counterIndex(this.role, name)];
  }

  /** All counters by name, for reports. */
  toRecord(): Record<string, number> {
    return Object.fromEntries(COUNTERS[this.role].map(({ name }, i) => [name, this.counters[i]]));
  }
}

/** The whole board. */
export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #stop: Int32Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(STOP_BYTES + ROLES.length * SECTION_BYTES);
    this.#stop = new Int32Array(this.buffer, 0, 3);
  }

  role<R extends Role>(role: R): RoleBoard<R> {
    return new RoleBoard(this.buffer, role);
  }

  /** Asks every stage to end after its current batch. */
  requestStop(): void {
    Atomics.store(this.#stop, AT_STOP, 1);
  }

  get stopRequested(): boolean {
    return Atomics.load(this.#stop, AT_STOP) === 1;
  }

  /** Asks ingest to take its input for ended: what was read is finished, stage by stage. */
  requestEnd(): void {
    Atomics.store(this.#stop, AT_END_INPUT, 1);
  }

  get endRequested(): boolean {
    return Atomics.load(this.#stop, AT_END_INPUT) === 1;
  }

  /**
   * Tells the gateway to cancel everything by itself and to let nothing new out, for good: trading is
   * dead, or a person wants it.
   */
  requestCancelAll(): void {
    Atomics.store(this.#stop, AT_CANCEL_ALL, 1);
  }

  get cancelAllRequested(): boolean {
    return Atomics.load(this.#stop, AT_CANCEL_ALL) === 1;
  }
}
