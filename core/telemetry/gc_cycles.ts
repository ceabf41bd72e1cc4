/**
 * Garbage collections of this thread, seen by a sentinel: an object that nobody holds is registered,
 * and when the collector has taken it, the next one is. It sees a cycle late and counts at most one a
 * turn of the event loop, so the number is a floor; the runtime offers no other without a flag.
 */

export class GcCycles {
  #count = 0;
  #stopped = false;
  readonly #registry = new FinalizationRegistry(() => {
    this.#count++;
    if (!this.#stopped) this.#plant();
  });

  constructor() {
    this.#plant();
  }

  get count(): number {
    return this.#count;
  }

  stop(): void {
    this.#stopped = true;
  }

  #plant(): void {
    this.#registry.register({}, undefined);
  }
}
