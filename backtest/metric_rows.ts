/** The table of metrics, one column a run and one for holding: for the page and the terminal. */
import type { Interval } from "./metrics/bootstrap.ts";
import type { CurveIntervals, CurveMetrics } from "./metrics/summary.ts";
import {
  bpsText,
  countText,
  durationText,
  percentText,
  quoteText,
  ratioText,
} from "./number_text.ts";
import type { MeasuredRun } from "./measured_run.ts";

export interface MetricRow {
  readonly name: string;
  /** What it is, with its formula. */
  readonly help: string;
  /** A text a run; with an interval behind it where there is one. */
  readonly cells: readonly { readonly text: string; readonly interval: string }[];
  /** Of buying and holding the first run's instruments; empty = means nothing there. */
  readonly hold: string;
  /** Also in the terminal's summary. */
  readonly isBrief: boolean;
}

export interface MetricGroup {
  readonly name: string;
  readonly rows: readonly MetricRow[];
}

export function metricGroups(runs: readonly MeasuredRun[]): MetricGroup[] {
  return [
    { name: "Return and risk", rows: curveRows(runs) },
    { name: "How sure", rows: certaintyRows(runs) },
    { name: "Trades", rows: tradeRows(runs) },
    { name: "Execution", rows: executionRows(runs) },
  ];
}

type Text = (run: MeasuredRun) => string;

function row(
  runs: readonly MeasuredRun[],
  name: string,
  help: string,
  text: Text,
  more: Partial<MetricRow> = {},
): MetricRow {
  const cells = runs.map((run) => ({ text: text(run), interval: "" }));
  return { name, help, cells, hold: "", isBrief: false, ...more };
}

function curveRow(
  runs: readonly MeasuredRun[],
  name: string,
  help: string,
  key: keyof CurveMetrics,
  write: (value: number | undefined) => string,
  more: Partial<MetricRow> = {},
): MetricRow {
  const cells = runs.map(({ metrics }) => ({
    text: write(metrics.curve[key]),
    interval: intervalText(metrics.intervals?.[key as keyof CurveIntervals], write),
  }));
  const hold = runs.length > 0 ? write(runs[0].metrics.buyAndHold[key]) : "";
  return { ...row(runs, name, help, () => "", more), cells, hold };
}

function curveRows(runs: readonly MeasuredRun[]): MetricRow[] {
  return [
    curveRow(runs, "P&L", "after fees and funding, in quote currency", "pnlQuote", quoteText, {
      isBrief: true,
    }),
    curveRow(runs, "Return", "of the capital, over the run", "totalReturn", percentText, {
      isBrief: true,
    }),
    curveRow(
      runs,
      "Return a year",
      "compounded; of runs of 30 days or more",
      "annualReturn",
      percentText,
    ),
    curveRow(
      runs,
      "Volatility a year",
      "deviation × √samples a year",
      "annualVolatility",
      percentText,
    ),
    curveRow(runs, "Sharpe", "mean over deviation, annualised", "sharpe", ratioText, {
      isBrief: true,
    }),
    curveRow(runs, "Sortino", "as Sharpe, only losses are risk", "sortino", ratioText),
    curveRow(runs, "Calmar", "return a year over the deepest drawdown", "calmar", ratioText),
    curveRow(runs, "Deepest drawdown", "of the peak, every frame", "maxDrawdown", percentText, {
      isBrief: true,
    }),
    row(
      runs,
      "Longest drawdown",
      "time below an earlier peak",
      ({ result }) => durationText(result.totals.longestDrawdownNanos),
    ),
    row(
      runs,
      "Largest exposure",
      "value of all positions, in quote currency",
      ({ result }) => quoteText(result.totals.maxExposureQuote),
    ),
    row(
      runs,
      "Time in the market",
      "with a position",
      ({ metrics }) => percentText(metrics.activity.exposedShare),
    ),
  ];
}

function certaintyRows(runs: readonly MeasuredRun[]): MetricRow[] {
  return [
    row(
      runs,
      "Probability of skill",
      "that the true Sharpe is above 0 (Bailey, López de Prado 2012)",
      ({ metrics }) => percentText(metrics.probabilisticSharpe),
      { isBrief: true },
    ),
    row(
      runs,
      "Deflated",
      "the same against the best of all trials by luck (2014)",
      ({ metrics }) =>
        metrics.deflatedSharpe === undefined
          ? "–"
          : `${percentText(metrics.deflatedSharpe)} of ${countText(metrics.trials)} trials`,
    ),
    row(
      runs,
      "Random trader",
      "mean P&L, and 90 % of its runs",
      ({ metrics: { randomTrader } }) => quoteText(randomTrader?.meanQuote),
      {
        cells: runs.map(({ metrics: { randomTrader } }) => ({
          text: quoteText(randomTrader?.meanQuote),
          interval: randomTrader === undefined
            ? ""
            : intervalText({ low: randomTrader.lowQuote, high: randomTrader.highQuote }, quoteText),
        })),
      },
    ),
    row(
      runs,
      "Random traders beaten",
      "same number and sizes of trades, random times and sides, same costs",
      ({ metrics }) =>
        metrics.randomTrader === undefined
          ? "–"
          : `${percentText(metrics.randomTrader.beaten)} of ${metrics.randomTrader.runs}`,
      { isBrief: true },
    ),
    row(
      runs,
      "Returns behind this",
      "samples that the ratios rest on",
      ({ metrics }) => countText(metrics.samples),
    ),
  ];
}

function tradeRows(runs: readonly MeasuredRun[]): MetricRow[] {
  return [
    row(
      runs,
      "Orders",
      "that left the risk gate",
      ({ result }) => countText(result.totals.orders),
      {
        isBrief: true,
      },
    ),
    row(runs, "Fills", "executions", ({ result }) => countText(result.totals.fills), {
      isBrief: true,
    }),
    row(
      runs,
      "Refused",
      "by the risk gate, by the venue",
      ({ result: { totals } }) => `${countText(totals.refusals)}, ${countText(totals.rejects)}`,
    ),
    row(
      runs,
      "Fill ratio",
      "lots filled of lots ordered",
      ({ metrics }) => percentText(metrics.activity.fillRatio),
      { isBrief: true },
    ),
    row(
      runs,
      "Maker share",
      "of the value traded",
      ({ metrics }) => percentText(metrics.activity.makerShare),
      { isBrief: true },
    ),
    row(
      runs,
      "Turnover",
      "value traded over the capital",
      ({ metrics }) => `${ratioText(metrics.activity.turnover)} ×`,
      { isBrief: true },
    ),
    row(
      runs,
      "Participation",
      "of everybody's volume",
      ({ metrics }) => percentText(metrics.activity.participation),
    ),
    row(
      runs,
      "Win rate",
      "fills that closed at a gain, at average cost after fees",
      ({ metrics: { trades } }) =>
        trades.winRate === undefined
          ? "–"
          : `${percentText(trades.winRate)} of ${countText(trades.count)}`,
      { isBrief: true },
    ),
    row(
      runs,
      "Profit factor",
      "gains over losses of those fills",
      ({ metrics }) => ratioText(metrics.trades.profitFactor),
      { isBrief: true },
    ),
  ];
}

function executionRows(runs: readonly MeasuredRun[]): MetricRow[] {
  const markout = (run: MeasuredRun, horizonNanos: number) =>
    run.metrics.markouts.all.find((each) => each.horizonNanos === horizonNanos && each.fills > 0);
  return [
    row(
      runs,
      "Spread captured",
      "mid at the fill against its price; below 0 = paid",
      (run) => bpsText(markout(run, 0)?.captureBps),
      { isBrief: true },
    ),
    row(
      runs,
      "Move in 1 s after",
      "of the mid; below 0 = adverse selection",
      (run) => bpsText(markout(run, 1e9)?.moveBps),
      { isBrief: true },
    ),
    row(
      runs,
      "Move in 10 s after",
      "of the mid; below 0 = adverse selection",
      (run) => bpsText(markout(run, 1e10)?.moveBps),
    ),
    row(
      runs,
      "Slippage to arrival",
      "average price against the mid when the order reached the venue; above 0 = cost",
      ({ metrics }) => bpsText(metrics.shortfall.arrivalBps),
      { isBrief: true },
    ),
    row(
      runs,
      "Slippage to TWAP",
      "against the mid's average over each order's life",
      ({ metrics }) => bpsText(metrics.shortfall.twapBps),
    ),
    row(
      runs,
      "Slippage to VWAP",
      "against the average trade over each order's life",
      ({ metrics }) => bpsText(metrics.shortfall.vwapBps),
    ),
    row(
      runs,
      "Fees",
      "of the value traded; below 0 = rebates",
      ({ metrics }) => bpsText(metrics.activity.feeBps),
      { isBrief: true },
    ),
    row(
      runs,
      "Shortfall",
      "execution against the decision's mid, fees, and what was missed, of the value ordered",
      ({ metrics }) => bpsText(metrics.shortfall.shortfallBps),
      { isBrief: true },
    ),
  ];
}

function intervalText(
  interval: Interval | undefined,
  write: (value: number | undefined) => string,
): string {
  return interval === undefined ? "" : `${write(interval.low)} to ${write(interval.high)}`;
}
