/**
 * Trades as a point process with sides and sizes: how large they are, how many on one side come in a
 * row, and how fast each side arrives, with the exponential memory of a Hawkes process. A frame's
 * trades are counted one by one; those without an aggressor are left out.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, type FeatureRow, type Span, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { COLUMN_BUYS, COLUMN_SELLS, COLUMN_TRADES } from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { TradeRun } from "../trades/trade_run.ts";
import { DECAYS_TO_WARM } from "../windows/decay.ts";
import { DECAYED_SUM_MEMORY, DecayedSums } from "../windows/decayed_sums.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

const RUN_WINDOW = 60 * NANOS_PER_SECOND;
const FAST_DECAY = ONE_SECOND;
const SLOW_DECAY = TEN_SECONDS;
const HAWKES = "intensity of an exponential Hawkes kernel, see Bacry, Mastromatteo and Muzy, " +
  "arXiv 1502.04592";

/** What the decayed sums are of; only the slow ones have the last. */
const BUYS = 0;
const SELLS = 1;
const SIGNED_LOTS = 2;

function decaySpans(decayNanos: number): { warmUp: Span; memory: Span } {
  return {
    warmUp: timeSpan(DECAYS_TO_WARM * decayNanos),
    memory: timeSpan(DECAYED_SUM_MEMORY * decayNanos),
  };
}

/** The three features of one decay time, in the order of {@link writeDecayed}. */
function decayRows(decayNanos: number): FeatureRow[] {
  const seconds = decayNanos / NANOS_PER_SECOND;
  const spans = decaySpans(decayNanos);
  const sum = `Σ exp(−age / ${seconds} s) / ${seconds} s over all`;
  return [
    {
      name: `buy_intensity_${seconds}s_decay_per_s`,
      unit: "per_s",
      ...spans,
      formula: `λb = ${sum} trades of aggressive buyers`,
      source: HAWKES,
    },
    {
      name: `sell_intensity_${seconds}s_decay_per_s`,
      unit: "per_s",
      ...spans,
      formula: `λs = ${sum} trades of aggressive sellers`,
      source: HAWKES,
    },
    {
      name: `trade_intensity_imbalance_${seconds}s_decay`,
      unit: "ratio",
      ...spans,
      mirrorSum: 0,
      formula: "(λb − λs) / (λb + λs); 0 without trades",
      source: HAWKES,
    },
  ];
}

export class TradeStatistics implements FeatureFamily {
  static readonly definitions = defineFamily(
    "trade_statistics",
    "sizes and signs of trades, as in Bouchaud, Farmer and Lillo, arXiv 0809.0822",
    [
      {
        name: "mean_trade_size_10s_lots",
        unit: "lots",
        window: timeSpan(TEN_SECONDS),
        formula: "S = Σ(buy + sell) lots / trades in the window; undefined without trades",
      },
      {
        name: "relative_trade_size_10s",
        unit: "ratio",
        window: timeSpan(TEN_SECONDS),
        formula: "mean size of the newest frame's trades that had any / S",
      },
      {
        name: "trade_run_length_60s",
        unit: "ratio",
        memory: timeSpan(RUN_WINDOW),
        mirrorSum: 0,
        formula: "trades in a row on one side within the last 60 s, up to the newest one: bought " +
          "positive, sold negative; 0 without trades or when a frame brings both sides",
      },
      ...decayRows(FAST_DECAY),
      ...decayRows(SLOW_DECAY),
      {
        name: "signed_trade_flow_10s_decay_lots",
        unit: "lots",
        ...decaySpans(SLOW_DECAY),
        mirrorSum: 0,
        formula: "Σ (buy − sell) lots · exp(−age / 10 s)",
      },
    ],
  );

  /** Mean size of the newest trades; NaN before the first. */
  #newestLots = NaN;
  readonly #run = new TradeRun(RUN_WINDOW);
  readonly #fast = new DecayedSums(FAST_DECAY, SIGNED_LOTS);
  readonly #slow = new DecayedSums(SLOW_DECAY, SIGNED_LOTS + 1);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { trades, ageNanos } = inputs;
    const slow = this.#slow;
    if (trades > 0) {
      this.#newestLots = (inputs.buyLots + inputs.sellLots) / trades;
      addTrades(inputs, this.#fast.added);
      addTrades(inputs, slow.added);
      slow.added[SIGNED_LOTS] = inputs.buyLots - inputs.sellLots;
    }
    this.#run.push(inputs);
    this.#writeSizes(inputs, vector, from);
    vector[from + 2] = this.#run.trades;
    this.#fast.push(inputs, trades > 0);
    slow.push(inputs, trades > 0);
    writeDecayed(this.#fast.values, ageNanos, FAST_DECAY, vector, from + 3);
    writeDecayed(slow.values, ageNanos, SLOW_DECAY, vector, from + 6);
    const isSlowWarm = ageNanos >= DECAYS_TO_WARM * SLOW_DECAY;
    vector[from + 9] = isSlowWarm ? slow.values[SIGNED_LOTS] : NaN;
    return from + 10;
  }

  /** Sizes stay as they are until something trades or leaves the window. */
  #writeSizes(inputs: FrameInputs, vector: Float32Array, from: number): void {
    const { tenSeconds } = inputs.windows;
    if (inputs.trades === 0 && tenSeconds.steps === 0) return;
    const { totals } = tenSeconds;
    const meanLots = (totals[COLUMN_BUYS] + totals[COLUMN_SELLS]) / totals[COLUMN_TRADES];
    vector[from] = meanLots;
    vector[from + 1] = this.#newestLots / meanLots;
  }
}

/** Counts the frame's trades by side. */
function addTrades(inputs: FrameInputs, added: Float64Array): void {
  added[BUYS] = inputs.buyTrades;
  added[SELLS] = inputs.sellTrades;
}

function writeDecayed(
  values: Float64Array,
  ageNanos: number,
  decayNanos: number,
  vector: Float32Array,
  from: number,
): void {
  if (ageNanos < DECAYS_TO_WARM * decayNanos) {
    vector.fill(NaN, from, from + 3);
    return;
  }
  const perSecond = NANOS_PER_SECOND / decayNanos;
  const trades = values[BUYS] + values[SELLS];
  vector[from] = values[BUYS] * perSecond;
  vector[from + 1] = values[SELLS] * perSecond;
  vector[from + 2] = trades === 0 ? 0 : (values[BUYS] - values[SELLS]) / trades;
}
