/** A run with its metrics, and what is said of it in words. */
import { type BacktestMetrics, LEAST_NANOS_TO_COMPOUND } from "./metrics/summary.ts";
import { moneyText } from "./money.ts";
import { durationText, instantText } from "./number_text.ts";
import type { BacktestResult } from "./result.ts";

export interface MeasuredRun {
  readonly result: BacktestResult;
  readonly metrics: BacktestMetrics;
}

/** Times of the run: "2026-01-05 09:30:00 to 09:40:00 UTC, 10 min 0 s". */
export function windowText({ epochMillis, startNanos, endNanos }: BacktestResult): string {
  const start = instantText(epochMillis + startNanos / 1e6);
  const end = instantText(epochMillis + endNanos / 1e6);
  const shortEnd = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end;
  return `${start} to ${shortEnd} UTC, ${durationText(endNanos - startNanos)}`;
}

/** "half_spread_ticks 1, size_lots 10". */
export function parametersText(parameters: Readonly<Record<string, number | string>>): string {
  return Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(", ");
}

/** What any simulation of this kind leaves out, whatever its models. */
export function caveats({ result, metrics }: MeasuredRun): string[] {
  const { startNanos, endNanos, fills, orders, instruments } = result;
  const said = [
    "Beyond the impact model the market does not answer: whoever would have reacted did not.",
    "Positions are valued at the mid, as if they could be left without paying the spread.",
    moneyText(result),
    `Ratios are annualised by ${metrics.year}; the equity curve itself is sampled there.`,
  ];
  if (endNanos - startNanos < LEAST_NANOS_TO_COMPOUND) {
    said.push(
      `The run is ${
        durationText(endNanos - startNanos)
      } long: annual figures only restate it, they predict no year.`,
    );
  }
  if (metrics.deflatedSharpe === undefined) {
    said.push(
      "The run is counted as the only trial; if it was chosen from others, it is flattered.",
    );
  }
  if (fills.leftOut + orders.leftOut > 0) {
    said.push(
      `${fills.leftOut} fills and ${orders.leftOut} orders had no room: totals count them, charts do not.`,
    );
  }
  if (instruments.some(({ positionLots }) => positionLots !== 0)) {
    said.push("A position is still open at the end: its P&L is not realized.");
  }
  return said;
}
