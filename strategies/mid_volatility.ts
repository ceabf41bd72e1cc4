/**
 * Volatility of the mid in ticks per √second: changes from second to second, squared, averaged with
 * weights that halve every so many seconds.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";

/** Seconds before it says anything. */
const LEAST_SECONDS = 10;
/** After a longer silence it starts afresh. */
const MOST_SILENT_SECONDS = 60;

export class MidVolatility {
  readonly #keep: number;
  #second = -1;
  /** Mid in force at the end of the newest whole second. */
  #secondTicks = 0;
  #midTicks = 0;
  #weight = 0;
  #variance = 0;
  #seconds = 0;

  constructor(halfLifeSeconds: number) {
    this.#keep = 0.5 ** (1 / halfLifeSeconds);
  }

  get isWarm(): boolean {
    return this.#seconds >= LEAST_SECONDS;
  }

  /** 0 while nothing moved. */
  get ticksPerRootSecond(): number {
    return this.#weight > 0 ? Math.sqrt(this.#variance / this.#weight) : 0;
  }

  /** Takes a frame in. @returns whether the measurement is another than before */
  observe(frame: FrameView): boolean {
    if (!frame.isTwoSided) return false;
    const second = Math.floor(frame.nowNanos / NANOS_PER_SECOND);
    if (this.#second < 0 || second > this.#second + MOST_SILENT_SECONDS) {
      this.#restart(frame, second);
    }
    const isNew = this.#second < second || this.#seconds === 0;
    while (this.#second < second) this.#endSecond();
    this.#midTicks = (frame.bidTicks + frame.askTicks) / 2;
    return isNew;
  }

  #endSecond(): void {
    const change = this.#midTicks - this.#secondTicks;
    this.#variance = this.#keep * this.#variance + change * change;
    this.#weight = this.#keep * this.#weight + 1;
    this.#secondTicks = this.#midTicks;
    this.#seconds++;
    this.#second++;
  }

  #restart(frame: FrameView, second: number): void {
    this.#second = second;
    this.#secondTicks = this.#midTicks = (frame.bidTicks + frame.askTicks) / 2;
    this.#variance = this.#weight = this.#seconds = 0;
  }
}
