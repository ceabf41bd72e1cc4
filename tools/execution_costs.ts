/**
 * What execution strategies cost beside the window that they worked in: reads the result.json of a
 * backtest whose runs are windows (`--walk-forward`), each begun flat, and prints a Markdown table.
 *
 * ```text
 *   cost = sign × (average price − benchmark) / benchmark, in basis points; above 0 = worse
 * ```
 *
 * Benchmarks are the mid at the window's beginning, the time-weighted mid and the volume-weighted
 * price of all trades in it. Where both sides were run, a window counts once, with their mean: what the
 * market did meanwhile falls out of it, and is told as the deviation of a single order: the root mean
 * square of half the difference between the sides. Intervals are Student's, of the mean over windows.
 */
import { EXIT_BAD_INPUT, messageOf, UserError } from "../core/base/errors.ts";

/** What is read of a run. */
export interface ExecutionRun {
  readonly strategy: string;
  readonly startNanos: number;
  readonly parameters: { readonly side?: string; readonly qty_lots?: number };
  readonly instruments: readonly {
    readonly priceUnit: number;
    readonly qtyUnit: number;
    readonly positionLots: number;
    readonly firstMidTicks: number;
    readonly twapTicks: number;
    readonly vwapTicks: number;
  }[];
  readonly totals: {
    readonly boughtQuote: number;
    readonly soldQuote: number;
    readonly makerQuote: number;
    readonly feesQuote: number;
  };
}

/** Means over the windows, with half the width of their interval; bps, and shares of the order. */
export interface ExecutionCosts {
  readonly strategy: string;
  readonly windows: number;
  readonly columns: readonly {
    readonly mean: number;
    readonly half: number;
    /** Of a single order; 0 where only one side was run. */
    readonly deviation: number;
  }[];
}

/** Two-sided 95 % of Student's t, by degrees of freedom from 1. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179];
const T_95_BEYOND = 2.179;
const HEAD = [
  "strategy",
  "windows",
  "arrival",
  "TWAP",
  "VWAP",
  "one order ±",
  "fees",
  "maker",
  "done",
];

export function executionCosts(runs: readonly ExecutionRun[]): ExecutionCosts[] {
  const strategies = Map.groupBy(runs, ({ strategy }) => strategy);
  return [...strategies].map(([strategy, own]) => {
    const windows = [...Map.groupBy(own, ({ startNanos }) => startNanos).values()]
      .map((sides) => sides.map(costsOf));
    const columns = windows[0][0].map((_, i) =>
      estimate(windows.map((sides) => sides.map((costs) => costs[i])))
    );
    return { strategy, windows: windows.length, columns };
  });
}

/** Against arrival, TWAP and VWAP, fees (all bps), share that was made, share that was done. */
function costsOf({ strategy, parameters, instruments, totals }: ExecutionRun): number[] {
  const [instrument] = instruments;
  const { qty_lots: lots, side } = parameters;
  if (instruments.length !== 1 || lots === undefined || side === undefined) {
    throw new UserError(`${strategy}: must trade one parent order in one instrument`);
  }
  const { priceUnit, qtyUnit, positionLots, firstMidTicks, twapTicks, vwapTicks } = instrument;
  const value = totals.boughtQuote + totals.soldQuote;
  if (value === 0) throw new UserError(`${strategy}: a window in which nothing was filled`);
  const sign = side === "buy" ? 1 : -1;
  const averageTicks = value / Math.abs(positionLots) / (priceUnit * qtyUnit);
  const bps = (ticks: number) => sign * (averageTicks - ticks) / ticks * 1e4;
  return [
    bps(firstMidTicks),
    bps(twapTicks),
    bps(vwapTicks),
    totals.feesQuote / value * 1e4,
    totals.makerQuote / value,
    Math.abs(positionLots) / lots,
  ];
}

/** @param windows of each, what its sides came to */
function estimate(windows: readonly number[][]) {
  const { length } = windows;
  const means = windows.map(meanOf);
  const mean = meanOf(means);
  const squares = meanOf(windows.map((sides, i) => meanSquare(sides, means[i])));
  if (length < 2) return { mean, half: Infinity, deviation: Math.sqrt(squares) };
  const error = Math.sqrt(meanSquare(means, mean) / (length - 1));
  return { mean, half: error * (T_95[length - 2] ?? T_95_BEYOND), deviation: Math.sqrt(squares) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanSquare(values: readonly number[], mean: number): number {
  return meanOf(values.map((value) => (value - mean) ** 2));
}

function tableOf(costs: readonly ExecutionCosts[]): string {
  const rows = costs.map(({ strategy, windows, columns }) => [
    strategy,
    `${windows}`,
    ...columns.slice(0, 3).map(({ mean, half }) =>
      `${bpsText(mean)} [${bpsText(mean - half)}, ${bpsText(mean + half)}]`
    ),
    columns.slice(0, 3).map(({ deviation }) => deviation.toFixed(1)).join(" / "),
    bpsText(columns[3].mean),
    ...columns.slice(4).map(({ mean }) => `${(mean * 100).toFixed(0)} %`),
  ]);
  return [HEAD, HEAD.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function bpsText(bps: number): string {
  return bps.toFixed(2).replace("-", "−");
}

if (import.meta.main) {
  const [path] = Deno.args;
  try {
    if (path === undefined) throw new UserError("name the result.json of a backtest");
    console.log(tableOf(executionCosts(JSON.parse(await Deno.readTextFile(path)).runs)));
  } catch (thrown) {
    console.error(`execution_costs: ${messageOf(thrown)}`);
    Deno.exit(EXIT_BAD_INPUT);
  }
}
