/**
 * Writes controls into their ring; the supervisor's thread holds the only one. What does not fit,
 * because trading is stuck, waits here and goes out in order.
 */
import type { Clock } from "../base/clock.ts";
import type { RingProducer } from "../ring/producer.ts";
import {
  CONTROL_WORDS,
  K_ID,
  K_INSTRUMENT,
  K_KIND,
  K_PARAMETER,
  K_SENT_NANOS,
  K_STRATEGY,
  K_VALUE,
  packControl,
} from "../wire/control.ts";
import type { ControlRequest } from "./session_view.ts";

const ALL = -1;
/** A stuck stage is not asked for more than this; whoever presses on is told by the missing answer. */
const MOST_WAITING = 10_000;

export class ControlSender {
  readonly #ring: RingProducer;
  readonly #clock: Clock;
  readonly #waiting: { readonly request: ControlRequest; readonly id: number }[] = [];
  #sent = 0;

  constructor(ring: RingProducer, clock: Clock) {
    this.#ring = ring;
    this.#clock = clock;
  }

  /** @returns the control's id, 1-based */
  send(request: ControlRequest): number {
    const id = ++this.#sent;
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ request, id });
    this.flush();
    return id;
  }

  /** Sends what waits, as far as there is room. */
  flush(): void {
    while (this.#waiting.length > 0 && this.#ring.room(1) > 0) {
      const { request, id } = this.#waiting.shift()!;
      this.#write(request, id);
    }
    this.#ring.publish(this.#clock.nowNanos());
  }

  #write(request: ControlRequest, id: number): void {
    const { kind, actor, strategyId = ALL, instrumentId = ALL, parameter = 0, value = 0 } = request;
    const { words, doubles } = this.#ring;
    const at = this.#ring.claim();
    words.fill(0, at, at + CONTROL_WORDS);
    words[at + K_KIND] = packControl(kind, actor);
    words[at + K_ID] = id;
    words[at + K_STRATEGY] = strategyId;
    words[at + K_INSTRUMENT] = instrumentId;
    words[at + K_PARAMETER] = parameter;
    doubles[(at >> 1) + K_SENT_NANOS] = this.#clock.nowNanos();
    doubles[(at >> 1) + K_VALUE] = value;
  }
}
