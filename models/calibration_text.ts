/** The report of a calibration as a person reads it. */
import type { MicroPriceTable } from "../core/features/calibration.ts";
import type { CalibrationReport } from "./calibrate.ts";
import type { SymbolReport } from "./symbol_calibrator.ts";

/** Several lines, the last without a line break. */
export function renderCalibration({ calibration, symbols }: CalibrationReport): string {
  const blocks = Object.entries(symbols).map(([symbol, report]) => {
    const measured = calibration.symbols[symbol];
    if (report.leftOut !== undefined) return [`${symbol}  left out: ${report.leftOut}`];
    return [
      `${symbol}  ${count(report.frames)} frames, ${count(report.steps)} steps, ` +
      `${count(report.moves)} moves of the mid`,
      `  micro-price  ${spreadsText(measured.microPrice)}, ` +
      `${report.states} states, ${report.terms} terms`,
      `               ${usualRowText(measured.microPrice, report.stepsBySpread)}`,
      ...forecastLines(report),
      `  order flow   first component of 10 levels explains ${percent(report.explainedShare)} of ` +
      `the variance of ${count(report.flowWindows)} windows`,
      `               ${measured.flowLoadings.map((loading) => loading.toFixed(3)).join(" ")}`,
      ...impactLines(report),
    ];
  });
  return [`calibration of ${calibration.source}`, ...blocks.flatMap((lines) => ["", ...lines])]
    .join("\n");
}

function spreadsText({ spreadTicks }: MicroPriceTable): string {
  return `by spread from ${spreadTicks.join(", ")} ticks on`;
}

/** The row of the spread that was there most of the time, from the empty bid to the empty ask. */
function usualRowText(table: MicroPriceTable, stepsBySpread: readonly number[]): string {
  const usual = stepsBySpread.indexOf(Math.max(...stepsBySpread)) + 1;
  const row = table.spreadTicks.findLastIndex((ticks) => ticks <= usual);
  const from = row * table.imbalanceBuckets;
  const cells = table.adjustmentTicks.slice(from, from + table.imbalanceBuckets);
  const text = cells.map((ticks) => `${ticks > 0 ? "+" : ""}${ticks.toPrecision(2)}`).join(" ");
  return `at a spread of ${usual}, ticks by imbalance: ${text}`;
}

function forecastLines({ forecast }: SymbolReport): string[] {
  if (forecast === undefined) return ["  check        too little data before its last part"];
  const { horizonFrames, forecasts, midTicks, weightedMidTicks, microPriceTicks } = forecast;
  return [
    `  check        mid ${horizonFrames} frames later, ${
      count(forecasts)
    } frames of the last part; ` +
    "root mean squared error:",
    `               mid ${midTicks.toFixed(3)} ticks, weighted mid ` +
    `${weightedMidTicks.toFixed(3)}, micro-price ${microPriceTicks.toFixed(3)} ` +
    `(R² ${signedPercent(1 - (microPriceTicks / midTicks) ** 2)})`,
  ];
}

function impactLines({ impact }: SymbolReport): string[] {
  const { windows, blocks, meanRSquared } = impact;
  if (meanRSquared === null) return [];
  return [
    `  impact       order flow explains ${percent(meanRSquared)} of the mid's changes over 10 s ` +
    `(mean of ${blocks} half ${blocks === 1 ? "hour" : "hours"}, ${count(windows)} windows)`,
  ];
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function signedPercent(share: number): string {
  return `${share > 0 ? "+" : ""}${percent(share)}`;
}
