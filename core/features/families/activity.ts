/**
 * How busy the instrument is: rates over windows, exponentially decayed intensities, and the time
 * since something last happened. Every frame is an event; trades are counted one by one.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { type FrameInputs, ONE_SECOND, TEN_SECONDS } from "../frame_inputs.ts";
import { TimeSum } from "../time_window.ts";

const EVENT_DECAY = ONE_SECOND;
const TRADE_DECAY = 3 * ONE_SECOND;
/** After three decay times, what came before the first frame would weigh 5 %. */
const DECAYS_TO_WARM = 3;
/** Silence longer than this, such as a lunch break, tells a model nothing more. */
const LONGEST_SILENCE = 60 * NANOS_PER_SECOND;

export class Activity {
  static readonly definitions = defineFamily("activity", "counting processes; this project's", [
    {
      name: "event_rate_10s_per_s",
      unit: "per_s",
      window: timeSpan(TEN_SECONDS),
      formula: "frames in the window / the time it covers",
    },
    {
      name: "event_intensity_1s_decay_per_s",
      unit: "per_s",
      warmUp: timeSpan(DECAYS_TO_WARM * EVENT_DECAY),
      formula: "Σ exp(−age / 1 s) / 1 s over all frames so far",
    },
    {
      name: "trade_rate_10s_per_s",
      unit: "per_s",
      window: timeSpan(TEN_SECONDS),
      formula: "trades in the window / the time it covers",
    },
    {
      name: "trade_intensity_3s_decay_per_s",
      unit: "per_s",
      warmUp: timeSpan(DECAYS_TO_WARM * TRADE_DECAY),
      formula: "Σ exp(−age / 3 s) / 3 s over all trades so far",
    },
    {
      name: "time_since_event_ms",
      unit: "ms",
      warmUp: eventSpan(2),
      formula: "time since the frame before, at most 60 s",
    },
    {
      name: "time_since_trade_ms",
      unit: "ms",
      formula: "time since the last trade, at most 60 s; undefined before the first",
    },
  ]);

  readonly #events10s = new TimeSum();
  readonly #trades10s = new TimeSum();
  #eventIntensity = 0;
  #tradeIntensity = 0;
  #hasTraded = false;
  #tradeNanos = 0;

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { trades, tenSeconds, elapsedNanos, nowNanos, ageNanos } = inputs;
    this.#events10s.add(tenSeconds.steps, 1);
    this.#trades10s.add(tenSeconds.steps, trades);
    if (elapsedNanos > 0) {
      this.#eventIntensity *= Math.exp(-elapsedNanos / EVENT_DECAY);
      this.#tradeIntensity *= Math.exp(-elapsedNanos / TRADE_DECAY);
    }
    this.#eventIntensity += NANOS_PER_SECOND / EVENT_DECAY;
    this.#tradeIntensity += (trades * NANOS_PER_SECOND) / TRADE_DECAY;
    if (trades > 0) {
      this.#hasTraded = true;
      this.#tradeNanos = nowNanos;
    }
    const coveredSeconds = tenSeconds.coveredNanos / NANOS_PER_SECOND;
    out.put(this.#events10s.total / coveredSeconds, tenSeconds.isWarm);
    out.put(this.#eventIntensity, ageNanos >= DECAYS_TO_WARM * EVENT_DECAY);
    out.put(this.#trades10s.total / coveredSeconds, tenSeconds.isWarm);
    out.put(this.#tradeIntensity, ageNanos >= DECAYS_TO_WARM * TRADE_DECAY);
    out.put(silenceMillis(elapsedNanos), !inputs.isFirst);
    out.put(silenceMillis(nowNanos - this.#tradeNanos), this.#hasTraded);
  }
}

function silenceMillis(nanos: number): number {
  return Math.min(nanos, LONGEST_SILENCE) / NANOS_PER_MILLI;
}
