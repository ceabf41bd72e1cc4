/** A replay's summary as a person enjoys reading it: what ran, how fast, how right, what it said. */
import { FEATURE_GROUPS } from "../core/features/feature_settings.ts";
import type { Estimate } from "../core/inference/block_sums.ts";
import type { LatencySummary } from "../core/telemetry/histogram.ts";
import { bytesText, countText, durationText, percentText, rateText } from "./format.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { InstrumentSummary, ReplaySummary } from "./replay_summary.ts";
import { tradingLines } from "./trading_text.ts";

/** Instruments shown; a NASDAQ day has thousands. */
const MAX_SHOWN = 6;
/** The features that say most at a glance. */
const GLANCE_FEATURES: Readonly<Record<string, string>> = {
  spread_ticks: "spread ticks",
  queue_imbalance_1_level: "imbalance",
  ofi_50_events_depths: "OFI/depth",
  trade_imbalance_10s: "trades 10 s",
  return_10s_bps: "return 10 s bps",
  realized_volatility_10s_bps: "volatility 10 s bps",
};
/** And of bars: the same for every length, `bar_1min_…`. */
const GLANCE_BAR_FEATURES: Readonly<Record<string, string>> = {
  return_1_bps: "return bps",
  return_20_bps: "of 20 bars",
  yang_zhang_volatility_20_bps: "volatility bps",
  rsi_14_points: "RSI",
  vwap_20_offset_bps: "from VWAP bps",
};
/** Lengths of bars that features are computed on: a bar counts in the shortest that holds it. */
const BAR_LABELS: readonly (readonly [number, string])[] = [[1, "1s"], [60, "1min"], [300, "5min"]];
const LABEL_CELLS = 12;

/** @param what ran: "replay", "live" */
export function renderSummary(summary: ReplaySummary, what = "replay"): string {
  return [
    heading(summary, what),
    run(summary),
    latency(summary),
    books(summary),
    glance(summary),
    predictions(summary),
    trading(summary),
    hashes(summary),
  ].filter((section) => section !== "").join("\n\n");
}

function heading(summary: ReplaySummary, what: string): string {
  const { source, placement, wait, cores, interrupted, featureGroups, framesFrom } = summary;
  const note = interrupted ? "  (interrupted: figures up to there)" : "";
  const groups = featureGroups.length === FEATURE_GROUPS.length
    ? ""
    : `\nfeatures of ${featureGroups.join(", ")} only`;
  const from = framesFrom === null
    ? ""
    : `\nframes from ${durationText(framesFrom)} after midnight UTC on; books are older`;
  return `Millrace ${what} · ${source}\n${placement} on ${cores} cores, idle workers ${wait}${note}` +
    groups + from;
}

function run(summary: ReplaySummary): string {
  const { events, frames, flowNanos, wallNanos, marketNanos, counters } = summary;
  const pace = marketNanos > 0 ? `, ${countText(marketNanos / flowNanos)}× real time` : "";
  const start = durationText(wallNanos - flowNanos);
  const rows = [
    row("events", `${countText(events)}  ${rateText(summary.eventsPerSecond)}`),
    row("frames", `${countText(frames)}  ${rateText(summary.framesPerSecond)}`),
    row(
      "time",
      `${durationText(flowNanos)} for ${durationText(marketNanos)} of market${pace}; ` +
        `${start} to start`,
    ),
    row("drops", countText(summary.drops)),
    row("peak memory", bytesText(summary.peakRssBytes)),
  ];
  if (summary.tape !== undefined) {
    rows.push(row("tape", `${summary.tape}  ${bytesText(counters.recorder.bytes)}`));
  }
  return rows.join("\n");
}

function latency({ latencyNanos, speed, placement }: ReplaySummary): string {
  const head = row("latency", cells(["p50", "p99", "p99.9", "max"]));
  const hops = Object.entries(latencyNanos).map(([hop, summary]) =>
    `  ${hop.replace("-", " → ").padEnd(22)}${cells(latencyCells(summary))}`
  );
  const queued = speed === SPEED_MAX && placement !== "inline";
  const note = queued
    ? [
      "  at full speed the rings are full and most of this is waiting; --speed 1x shows a live feed's",
    ]
    : [];
  return [head.replace("latency     ", "latency     ".padEnd(22)), ...hops, ...note].join("\n");
}

function latencyCells({ p50, p99, p999, max }: LatencySummary): string[] {
  return [p50, p99, p999, max].map(durationText);
}

function books(summary: ReplaySummary): string {
  const { checks, counters, instruments } = summary;
  if (instruments.length > 0 && instruments.every(({ bar }) => bar !== null)) {
    return barCounts(summary);
  }
  const { compared, mismatches, timedCompared, timedUnmatched } = checks;
  const verdict = compared === 0
    ? "nothing to compare with in this input"
    : `${countText(compared - mismatches)} of ${
      countText(compared)
    } comparisons with the venue's own book equal`;
  const rows = [row("books", mismatches === 0 ? verdict : `${verdict}  MISMATCH`)];
  const { impliedCompared, impliedUnmatched } = counters.book;
  if (impliedCompared > 0) {
    const agreed = impliedCompared - impliedUnmatched;
    rows.push(
      row(
        "",
        `${countText(agreed)} of ${countText(impliedCompared)} equal to an older quote still held`,
      ),
    );
  }
  if (timedCompared > 0) {
    const agreed = timedCompared - timedUnmatched;
    rows.push(
      row("", `${countText(agreed)} of ${countText(timedCompared)} quotes without update id agree`),
    );
  }
  const { gaps, resyncs, crossed, oneSided, staleSkipped, unknownOrders } = counters.book;
  rows.push(
    row(
      "",
      `gaps ${countText(gaps)} · resyncs ${countText(resyncs)} · crossed ${countText(crossed)} · ` +
        `one-sided ${countText(oneSided)} · stale ${countText(staleSkipped)} · ` +
        `unknown orders ${countText(unknownOrders)}`,
    ),
  );
  const { badRecords, undetermined, waitingDiffs } = counters.ingest;
  if (badRecords + undetermined + waitingDiffs > 0) {
    rows.push(
      row(
        "",
        `bad records ${countText(badRecords)} · undetermined levels ${countText(undetermined)} · ` +
          `diffs without snapshot ${countText(waitingDiffs)}`,
      ),
    );
  }
  return rows.join("\n");
}

/** Where there are bars and no books. */
function barCounts({ counters }: ReplaySummary): string {
  const { bars, badRecords, ignored } = counters.ingest;
  const unused = badRecords + ignored > 0
    ? ` · bad rows ${countText(badRecords)} · repeated rows ${countText(ignored)}`
    : "";
  return row("bars", `${countText(bars)}; this input has no books${unused}`);
}

function glance({ instruments }: ReplaySummary): string {
  if (instruments.length === 0) return "";
  const shown = instruments.slice(0, MAX_SHOWN).map(instrumentText);
  const more = instruments.length - shown.length;
  if (more > 0) shown.push(row("", `and ${countText(more)} more instruments`));
  return shown.join("\n");
}

function instrumentText(instrument: InstrumentSummary): string {
  const { symbol, bar, values } = instrument;
  const features = bar === null ? GLANCE_FEATURES : barFeatures(bar.seconds);
  const shown = Object.entries(features).filter(([name]) => name in values)
    .map(([name, label]) => `${label} ${signed(values[name])}`);
  const rows = [row(symbol, bar === null ? quoteText(instrument) : barText(instrument))];
  if (shown.length > 0) rows.push(row("", shown.join(" · ")));
  return rows.join("\n");
}

function quoteText({ bid, ask, priceDecimals }: InstrumentSummary): string {
  if (bid === null || ask === null) return "";
  return `${sizeText(bid.size)} @ ${bid.price.toFixed(priceDecimals)} │ ` +
    `${ask.price.toFixed(priceDecimals)} @ ${sizeText(ask.size)}`;
}

function barText({ bar, priceDecimals }: InstrumentSummary): string {
  if (bar === null) return "";
  const price = (value: number) => value.toFixed(priceDecimals);
  return `close ${price(bar.close)} of ${durationText(bar.seconds * 1e9)} from ${
    price(bar.open)
  }, ` +
    `${price(bar.low)} to ${price(bar.high)}, volume ${sizeText(bar.volume)}`;
}

function barFeatures(seconds: number): Record<string, string> {
  const label = BAR_LABELS.find(([length]) => seconds <= length)?.[1];
  return Object.fromEntries(
    Object.entries(GLANCE_BAR_FEATURES).map(([name, text]) => [`bar_${label}_${name}`, text]),
  );
}

function predictions({ predictions, counters }: ReplaySummary): string {
  const score = predictions?.score;
  if (predictions === undefined || score === undefined) return "";
  const { model, runtime, horizonFrames, thresholdTicks } = predictions;
  const { predictions: made, runs } = counters.inference;
  const head = row(
    "predictions",
    `${countText(made)} in ${
      countText(runs)
    } runs of ${model}: the mid in ${horizonFrames} frames, ` +
      `moved when by more than ${thresholdTicks} ticks`,
  ) + `\n${row("", `runtime ${runtime}`)}`;
  if (made === 0) return `${head}\n${row("", "no frame had all the features that it needs")}`;
  if (score.rows === 0) return `${head}\n${row("", "none resolved yet")}`;
  const { accuracy, baselines, logLoss, logLossGain } = score;
  const { mostFrequent, imbalance, hindsight } = baselines;
  return [
    head,
    row("", `${countText(score.rows)} resolved: accuracy ${estimateText(accuracy, percentText)}`),
    row(
      "",
      `beside imbalance rule ${percentText(imbalance.accuracy)}, most frequent class ` +
        `${percentText(mostFrequent.accuracy)}, in hindsight ${percentText(hindsight.accuracy)}`,
    ),
    row(
      "",
      `log-loss ${logLoss.value.toFixed(4)} beside prior ${baselines.prior.logLoss.toFixed(4)}: ` +
        `gain ${estimateText(logLossGain, (value) => value.toFixed(4))}`,
    ),
    ...(predictions.verdict?.split("; ") ?? []).map((verdict) => row("", `it ${verdict}`)),
  ].join("\n");
}

/** A value with its 95 % interval, where there is one. */
function estimateText({ value, low, high }: Estimate, text: (value: number) => string): string {
  return low === null || high === null
    ? text(value)
    : `${text(value)} (95 %: ${text(low)} to ${text(high)})`;
}

function trading({ trading }: ReplaySummary): string {
  if (trading === undefined) return "";
  return tradingLines(trading).map((line, i) => row(i === 0 ? "trading" : "", line)).join("\n");
}

function hashes({ hashes }: ReplaySummary): string {
  const pairs = Object.entries(hashes).map(([stage, hash]) => `${stage} ${hash}`);
  return [
    row("hashes", pairs.slice(0, 2).join("  ")),
    row("", pairs.slice(2).join("  ")),
  ].join("\n");
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_CELLS)}${text}`;
}

function cells(texts: readonly string[]): string {
  return texts.map((text) => text.padStart(10)).join("");
}

function sizeText(size: number): string {
  return Number(size.toPrecision(6)).toString();
}

function signed(value: number): string {
  const text = Math.abs(value) >= 1000 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
  return value > 0 ? `+${text}` : text;
}
