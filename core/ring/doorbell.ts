/**
 * Doorbells: how a parked worker is woken. Every worker has one word of shared memory.
 *
 * ```text
 *   sleeper                         ringer (after it published)
 *   bell = ARMED
 *   looks once more for work        if (bell == ARMED) { bell = IDLE; notify }
 *   waits while bell == ARMED
 * ```
 *
 * Both sides write before they read, and Atomics are sequentially consistent, so at least one of
 * them sees the other: a wakeup cannot be lost. Ringing costs the ringer 6 to 9 µs when somebody
 * sleeps and one load when nobody does, so it is done once a batch.
 */
import { LINE_WORDS } from "./layout.ts";

const IDLE = 0;
const ARMED = 1;

/** Memory for `count` doorbells, each on its own line. */
export function createDoorbells(count: number): SharedArrayBuffer {
  return new SharedArrayBuffer(count * LINE_WORDS * 4);
}

export class Doorbell {
  readonly #words: Int32Array;
  readonly #at: number;

  constructor(buffer: SharedArrayBuffer, index: number) {
    this.#words = new Int32Array(buffer);
    this.#at = index * LINE_WORDS;
  }

  /** Announces that this worker is about to sleep; look for work once more before {@link wait}. */
  arm(): void {
    Atomics.store(this.#words, this.#at, ARMED);
  }

  /** Takes the announcement back, because there was work after all. */
  disarm(): void {
    Atomics.store(this.#words, this.#at, IDLE);
  }

  /** Blocks until rung or until the time is over. For core workers only. */
  wait(timeoutMillis: number): void {
    Atomics.wait(this.#words, this.#at, ARMED, timeoutMillis);
    this.disarm();
  }

  /** Like {@link wait} for edge workers: the event loop goes on. */
  async waitAsync(timeoutMillis: number): Promise<void> {
    const outcome = Atomics.waitAsync(this.#words, this.#at, ARMED, timeoutMillis);
    if (outcome.async) await outcome.value;
    this.disarm();
  }

  /** Wakes the worker if it sleeps. */
  ring(): void {
    if (Atomics.load(this.#words, this.#at) !== ARMED) return;
    Atomics.store(this.#words, this.#at, IDLE);
    Atomics.notify(this.#words, this.#at);
  }
}
