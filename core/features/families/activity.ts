/**
 * How busy the instrument is: rates over windows, exponentially decayed intensities, and the time
 * since something last happened. Every frame is an event; trades are counted one by one.
 *
 * Hot path: no allocation.
 */
import * as units from "../../base/units.ts";
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { decayOver, DECAYS_TO_FORGET, DECAYS_TO_WARM, FADED } from "../windows/decay.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { NANOS_PER_MILLI, NANOS_PER_SECOND } = units;
const { COLUMN_EVENTS, COLUMN_TRADES } = columns;

const EVENT_DECAY = ONE_SECOND;
const TRADE_DECAY = 3 * EVENT_DECAY;
/** What one event and one trade add to their intensity, per second. */
const EVENT_STEP = NANOS_PER_SECOND / EVENT_DECAY;
const TRADE_STEP = NANOS_PER_SECOND / TRADE_DECAY;
/** Silence longer than this, such as a lunch break, tells a model nothing more. */
const LONGEST_SILENCE = 60 * NANOS_PER_SECOND;

export class Activity implements FeatureFamily {
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
      memory: timeSpan(DECAYS_TO_FORGET * EVENT_DECAY),
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
      memory: timeSpan(DECAYS_TO_FORGET * TRADE_DECAY),
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

  #eventIntensity = 0;
  #tradeIntensity = 0;
  #hasTraded = false;
  #tradeNanos = 0;

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { ageNanos, elapsedNanos, nowNanos } = inputs;
    const { totals, coveredNanos } = inputs.windows.tenSeconds;
    this.#count(inputs);
    const isEventWarm = ageNanos >= DECAYS_TO_WARM * EVENT_DECAY;
    const isTradeWarm = ageNanos >= DECAYS_TO_WARM * TRADE_DECAY;
    const tradeSilence = nowNanos - this.#tradeNanos;
    const perCovered = NANOS_PER_SECOND / coveredNanos;
    vector[from] = totals[COLUMN_EVENTS] * perCovered;
    vector[from + 1] = isEventWarm ? this.#eventIntensity : NaN;
    vector[from + 2] = totals[COLUMN_TRADES] * perCovered;
    vector[from + 3] = isTradeWarm ? this.#tradeIntensity : NaN;
    vector[from + 4] = inputs.isFirst ? NaN : silenceMillis(elapsedNanos);
    vector[from + 5] = this.#hasTraded ? silenceMillis(tradeSilence) : NaN;
    return from + 6;
  }

  #count(inputs: FrameInputs): void {
    const { trades, elapsedNanos } = inputs;
    if (elapsedNanos > 0) {
      // One exponential serves both, because one decay time is three times the other.
      const tradeDecay = decayOver(elapsedNanos / TRADE_DECAY);
      this.#tradeIntensity *= tradeDecay;
      this.#eventIntensity *= tradeDecay * tradeDecay * tradeDecay;
      if (this.#tradeIntensity < FADED) this.#tradeIntensity = 0;
    }
    this.#eventIntensity += EVENT_STEP;
    if (trades > 0) {
      this.#tradeIntensity += trades * TRADE_STEP;
      this.#hasTraded = true;
      this.#tradeNanos = inputs.nowNanos;
    }
  }
}

function silenceMillis(nanos: number): number {
  return Math.min(nanos, LONGEST_SILENCE) / NANOS_PER_MILLI;
}
