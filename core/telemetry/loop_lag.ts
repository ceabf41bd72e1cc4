/**
 * How late timers come in a thread with an event loop: what every other piece of work there waits
 * for. Own measurement, because the runtime's `monitorEventLoopDelay` counts the interval itself.
 */
import { Clock } from "../base/clock.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";
import { Histogram, HISTOGRAM_BYTES } from "./histogram.ts";

const EVERY_MILLIS = 20;

export class LoopLag {
  readonly histogram = new Histogram(new SharedArrayBuffer(HISTOGRAM_BYTES), 0);
  readonly #clock = new Clock();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const dueNanos = this.#clock.nowNanos() + EVERY_MILLIS * NANOS_PER_MILLI;
    this.#timer = setTimeout(() => {
      this.histogram.record(this.#clock.nowNanos() - dueNanos);
      this.#wait();
    }, EVERY_MILLIS);
    // Measuring keeps no program alive.
    Deno.unrefTimer(this.#timer as unknown as number);
  }
}
