/**
 * Finds the strategy that fills a worker's heap, before the heap ends the process and all others with
 * it: now and then the heap is looked at, and once it is too large, what every desk's call adds to it
 * is weighed over some frames.
 *
 * The lie: garbage counts until it is collected. So the heap must be far larger than any run needs
 * before anybody is weighed, and what is weighed is a sum over many calls.
 */
const MOST_GROWTH_BYTES = 1024 ** 3;
/** What a strategy that was stopped held is garbage now: nobody else is weighed for that. */
const GROWTH_AFTER_BYTES = 256 * 1024 ** 2;
/** Over the weighed frames; less is nobody's fault. */
const LEAST_ADDED_BYTES = 1024 ** 2;
/** Looking costs some ten microseconds: as many duty cycles apart. */
const LOOK_EVERY = 4;
const WEIGHED_FRAMES = 200;

export class HeapWatch {
  readonly #firstBytes = Deno.memoryUsage().heapUsed;
  #mostBytes = MOST_GROWTH_BYTES;
  #cycles = 0;
  #framesLeft = 0;
  #beforeBytes = 0;
  #addedBytes = new Float64Array(0);

  /** True while calls are to be weighed. */
  get isWeighing(): boolean {
    return this.#framesLeft > 0;
  }

  /** Bytes beyond what there was at first. */
  get grownBytes(): number {
    return Deno.memoryUsage().heapUsed - this.#firstBytes;
  }

  /** Once a duty cycle. */
  look(desks: number): void {
    if (++this.#cycles % LOOK_EVERY !== 0 || this.isWeighing) return;
    if (this.grownBytes < this.#mostBytes) return;
    this.#framesLeft = WEIGHED_FRAMES;
    this.#addedBytes = new Float64Array(desks);
  }

  /** Before a desk's call. */
  begin(): void {
    this.#beforeBytes = Deno.memoryUsage().heapUsed;
  }

  /** After it. */
  end(desk: number): void {
    const added = Deno.memoryUsage().heapUsed - this.#beforeBytes;
    if (added > 0) this.#addedBytes[desk] += added;
  }

  /** After a frame was shown to all. @returns the desk that added most, −1 = not yet known, or none */
  endFrame(): number {
    if (--this.#framesLeft > 0) return -1;
    this.#mostBytes = this.grownBytes + GROWTH_AFTER_BYTES;
    const most = Math.max(...this.#addedBytes);
    return most < LEAST_ADDED_BYTES ? -1 : this.#addedBytes.indexOf(most);
  }
}
