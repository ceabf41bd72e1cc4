/**
 * Recursive filters with a finite memory. Wilder's averages and exponential ones never quite forget:
 * two sessions that began at different bars would differ in the last bits for hours, and where
 * nothing moves, for ever. So each filter runs twice. At bars whose number is a multiple of
 * {@link LEG_BARS} the second runner begins anew; when it has run a whole leg, so that what it does
 * not know would weigh less than single precision shows, it takes over, and the first begins anew.
 *
 * ```text
 *   bar         0          288         576         864
 *   runner A    ├───────────────────────┤├─ ─ ─ ─ ─ ─┼────────
 *   runner B     (first)    ├─ ─ ─ ─ ─ ─┼────────────┤├─ ─ ─
 *                                       ╰ B counts   ╰ A counts
 * ```
 *
 * So values depend on the last one to two legs only, and on the bar before them.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import type { BarInterval } from "./bar_interval.ts";
import { FIVE_MINUTE_BARS, MINUTE_BARS, SECOND_BARS } from "./bar_interval.ts";
import type { Bars } from "./bars.ts";

/** After so many bars an average of Wilder over 14 knows the past at 5 · 10⁻¹⁰ of its weight. */
const LEG_BARS = 288;
/** Bars after which nothing older matters: until a leg begins, that leg, and the bar before it. */
export const RELAY_MEMORY_BARS = 2 * LEG_BARS + 1;

/** A filter that can begin anew. */
export interface Runner {
  restart(): void;
  push(bars: Bars): void;
}

export class Relay<T extends Runner> {
  /** The runner whose values count. */
  front: T;
  #back: T;
  #backRuns = false;

  constructor(front: T, back: T) {
    this.front = front;
    this.#back = back;
  }

  /** Takes the newest bar into account. */
  push(bars: Bars): void {
    if (bars.count === 1) {
      this.front.restart();
      this.#backRuns = false;
    } else if (bars.number % LEG_BARS === 0) {
      this.#changeOver();
    }
    this.front.push(bars);
    if (this.#backRuns) this.#back.push(bars);
  }

  #changeOver(): void {
    if (this.#backRuns) {
      const { front } = this;
      this.front = this.#back;
      this.#back = front;
    }
    this.#back.restart();
    this.#backRuns = true;
  }
}

/** Sessions count bars from different midnights, and must agree on where legs begin. */
function dividesDay({ seconds }: BarInterval): boolean {
  return 86_400 % (LEG_BARS * seconds) === 0;
}

assert([SECOND_BARS, MINUTE_BARS, FIVE_MINUTE_BARS].every(dividesDay), "a day is whole legs");
