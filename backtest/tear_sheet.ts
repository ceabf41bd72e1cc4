/** A backtest as one page: several strategies side by side, then each with its charts and assumptions. */
import { reasonName } from "../core/trading/risk/reasons.ts";
import { CHART_SCRIPTS, CHART_STYLES } from "../reports/charts.ts";
import { escaped, htmlPage } from "../reports/html_page.ts";
import type { Histogram } from "./histogram.ts";
import { caveats, type MeasuredRun, parametersText, windowText } from "./measured_run.ts";
import { metricGroups, type MetricRow } from "./metric_rows.ts";
import type { Attribution } from "./metrics/attribution.ts";
import { countText, durationText, quoteText } from "./number_text.ts";
import { type BacktestResult, END_NAMES, type ModelNote } from "./result.ts";
import {
  MOST_INSTRUMENTS_SHOWN,
  type RunCharts,
  runCharts,
  shownFills,
} from "./tear_sheet_data.ts";
import sheetScript from "./tear_sheet.js" with { type: "text" };
import sheetStyle from "./tear_sheet.css" with { type: "text" };

/** @param runs at least one */
export function tearSheet(runs: readonly MeasuredRun[], title?: string): string {
  const charts = runs.map(runCharts);
  const [{ result }] = runs;
  return htmlPage({
    title: title ?? (runs.length === 1 ? result.label : `${runs.length} runs side by side`),
    facts: [
      `${windowText(result)} · ${result.inputs.join(", ")}`,
      `${result.instruments.map(({ symbol, venue }) => `${symbol} (${venue})`).join(", ")} · ` +
      `capital ${quoteText(result.capitalQuote)} · ${countText(result.totals.frames)} frames`,
    ],
    styles: [...CHART_STYLES, sheetStyle],
    scripts: [...CHART_SCRIPTS, sheetScript],
    data: { runs: charts },
    body: [
      curves(runs),
      table(runs),
      ...runs.map((run, i) => section(run, charts[i], i)),
    ].join("\n"),
  });
}

function curves(runs: readonly MeasuredRun[]): string {
  const what = runs.length === 1 ? "the strategy" : "each strategy";
  return [
    "<section>",
    heading(
      "P&L",
      `after fees and funding, quote currency; names below show and hide; dashed: ${what}'s capital, held`,
    ),
    '<div class="panel" data-chart="pnl"></div>',
    heading("Drawdown", "percent of the peak"),
    '<div class="panel" data-chart="drawdown"></div>',
    "</section>",
  ].join("\n");
}

function table(runs: readonly MeasuredRun[]): string {
  const head = [...runs.map(({ result }) => result.label), "buy and hold"]
    .map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  const groups = metricGroups(runs).map(({ name, rows }) =>
    `<tr class="group"><th colspan="${runs.length + 2}">${escaped(name)}</th></tr>\n` +
    rows.map(rowText).join("\n")
  );
  return [
    "<section>\n<h2>Metrics</h2>",
    "<p>Below a figure, the interval in which 95 % of its bootstrap draws lie.</p>",
    `<div class="wide"><table class="metrics">\n<thead><tr><th></th>${head}</tr></thead>\n<tbody>`,
    ...groups,
    "</tbody></table></div>\n</section>",
  ].join("\n");
}

function rowText({ name, help, cells, hold }: MetricRow): string {
  const values = cells.map(({ text, interval }) =>
    `<td>${escaped(text)}${interval === "" ? "" : `<small>${escaped(interval)}</small>`}</td>`
  );
  return `<tr><th scope="row">${escaped(name)}<small>${escaped(help)}</small></th>` +
    `${values.join("")}<td>${escaped(hold)}</td></tr>`;
}

function section(run: MeasuredRun, charts: RunCharts, number: number): string {
  const { result, metrics } = run;
  const parameters = parametersText(result.parameters);
  const more = result.instruments.length - MOST_INSTRUMENTS_SHOWN;
  return [
    `<details${number === 0 ? " open" : ""}>\n<summary>${escaped(result.label)}</summary>`,
    `<p>${escaped(parameters === "" ? result.strategy : `${result.strategy}: ${parameters}`)}</p>`,
    ...charts.instruments.map((_, row) => instrumentPanels(result, number, row)),
    more > 0 ? `<p>${more} more instruments are not drawn.</p>` : "",
    '<div class="columns">',
    `<div>${heading("Where the P&L came from", "quote currency")}${
      bars(metrics.attribution)
    }</div>`,
    `<div>${
      heading("Markouts", "bps of the mid after a fill, ± two standard errors; above 0 is good")
    }<div class="panel" data-chart="markouts" data-run="${number}"></div></div>`,
    `<div>${
      heading(
        "Slippage",
        `bps of the arrival mid, an order; ${spreadText(charts.slippageBps, bps)}`,
      )
    }<div class="panel" data-chart="slippageBps" data-run="${number}"></div></div>`,
    `<div>${
      heading("Order latency", `decision to answer; ${spreadText(charts.answerMillis, millis)}`)
    }<div class="panel" data-chart="answerMillis" data-run="${number}"></div></div>`,
    "</div>",
    ends(result),
    assumptions(run),
    "</details>",
  ].join("\n");
}

function instrumentPanels(result: BacktestResult, number: number, row: number): string {
  const { symbol, positionLots, qtyUnit } = result.instruments[row];
  const { all, step } = shownFills(result, row);
  const fills = step === 1
    ? `${countText(all)} fills`
    : `each ${step}th of ${countText(all)} fills`;
  const panel = (chart: string) =>
    `<div class="panel" data-chart="${chart}" data-run="${number}" data-instrument="${row}"></div>`;
  return [
    heading(`${symbol} price`, `mid and ${fills}`),
    panel("price"),
    heading(
      `${symbol} inventory`,
      `base currency; ${quoteText(positionLots * qtyUnit)} at the end`,
    ),
    panel("position"),
  ].join("\n");
}

const PARTS: readonly (readonly [keyof Attribution, string, string])[] = [
  ["spreadQuote", "Spread", "mid at the fill against its price"],
  ["latencyQuote", "Latency", "moved between decision and arrival"],
  ["impactQuote", "Adverse selection", "the mid's move in the second after"],
  ["inventoryQuote", "Inventory", "what holding brought"],
  ["feesQuote", "Fees", "below 0 = paid"],
  ["fundingQuote", "Funding", "of perpetuals"],
  ["unexplainedQuote", "Not in the charts", "fills that had no room"],
  ["pnlQuote", "P&L", "their sum"],
];

/** Bars from a common zero, to the left what was lost. */
function bars(attribution: Attribution): string {
  const shown = PARTS.filter(([key]) =>
    attribution[key] !== 0 || (key !== "fundingQuote" && key !== "unexplainedQuote")
  );
  const largest = Math.max(...shown.map(([key]) => Math.abs(attribution[key])), 1e-12);
  const rows = shown.map(([key, name, help]) => {
    const value = attribution[key];
    const width = (Math.abs(value) / largest * 50).toFixed(2);
    const side = value < 0 ? `right:50%` : `left:50%`;
    const kind = value < 0 ? "loss" : "gain";
    return `<tr${key === "pnlQuote" ? ' class="sum"' : ""}><th scope="row">${name}<small>${help}` +
      `</small></th><td class="bar"><i class="${kind}" style="${side};width:${width}%"></i></td>` +
      `<td>${quoteText(value)}</td></tr>`;
  });
  return `<table class="bars">${rows.join("")}</table>`;
}

function ends({ orders, rejects }: BacktestResult): string {
  const counts = END_NAMES.map((name, end) =>
    [name, orders.ends.reduce((sum, each) => sum + (each === end ? 1 : 0), 0)] as const
  ).filter(([, count]) => count > 0);
  const ended = counts.map(([name, count]) => `${countText(count)} ${name}`).join(", ");
  const refused = rejects.map(({ by, reason, count }) =>
    `${countText(count)} × ${reasonName(reason)} (${by})`
  ).join(", ");
  const text = `${ended === "" ? "no orders" : ended}. Refused: ${
    refused === "" ? "none" : refused
  }.`;
  return `<h3>How orders ended</h3>\n<p>${escaped(text)}</p>`;
}

function assumptions(run: MeasuredRun): string {
  const { models, hashes } = run.result;
  const hashText = Object.entries(hashes).map(([stage, hash]) => `${stage} ${hash}`).join(", ");
  return [
    "<h3>What was assumed</h3>",
    '<table class="models"><thead><tr><th>part</th><th>model</th><th>assumes</th><th>lies when</th></tr>',
    `</thead><tbody>${models.map(modelRow).join("\n")}</tbody></table>`,
    `<ul>${caveats(run).map((text) => `<li>${escaped(text)}</li>`).join("")}</ul>`,
    hashText === "" ? "" : `<p>State hashes: <code>${escaped(hashText)}</code></p>`,
  ].join("\n");
}

function modelRow({ part, name, parameters, assumes, liesWhen }: ModelNote): string {
  const values = parametersText(parameters);
  return `<tr><th scope="row">${escaped(part)}</th><td>${escaped(name)}` +
    `${values === "" ? "" : `<small>${escaped(values)}</small>`}</td>` +
    `<td>${escaped(assumes)}</td><td>${escaped(liesWhen)}</td></tr>`;
}

function heading(name: string, note: string): string {
  return `<h3>${escaped(name)}<small>${escaped(note)}</small></h3>`;
}

function spreadText({ count, median, p99 }: Histogram, unit: (value: number) => string): string {
  return count === 0 ? "none" : `median ${unit(median)}, p99 ${unit(p99)}`;
}

function bps(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

function millis(value: number): string {
  return durationText(value * 1e6);
}
