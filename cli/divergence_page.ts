/** The divergence report as a page: a bar for every part of the gap, nothing loaded from anywhere. */
import { type DivergenceReport, GAP_PARTS } from "../backtest/divergence/divergence.ts";

const EXPLAINED = {
  signal: "other orders: the strategies decided differently because other things had filled",
  latency: "the same orders, on their way as long as they really were",
  queue: "what the models of the exchange got wrong about fills",
  fees: "what was really paid, against the model's rates",
} as const;

export function divergencePage(report: DivergenceReport): string {
  const { session, live, backtest, sameOrders, currencies } = report;
  const executions = ([
    ["live", live],
    ["its orders, simulated", sameOrders],
    ["backtest", backtest],
  ] as const).map(([name, { orders, fills, makerFills, feesQuote }]) =>
    `<tr><th>${name}</th><td>${orders}</td><td>${fills}</td><td>${makerFills}</td>` +
    `<td>${figure(feesQuote)}</td></tr>`
  ).join("\n");
  const gaps = currencies.map(({ currency, liveQuote, backtestQuote, gapQuote, parts }) => {
    const most = Math.max(...GAP_PARTS.map((part) => Math.abs(parts[part])), Number.MIN_VALUE);
    const bars = GAP_PARTS.map((part) => {
      const width = Math.round(100 * Math.abs(parts[part]) / most);
      const side = parts[part] < 0 ? "loss" : "gain";
      return `<tr title="${EXPLAINED[part]}"><th>${part}</th><td>${figure(parts[part])}</td>` +
        `<td class="bar"><span class="${side}" style="width:${width}%"></span></td></tr>`;
    }).join("\n");
    return `<h2>${escaped(currency)}: live ${figure(liveQuote)}, backtest ${
      figure(backtestQuote)
    }, ` +
      `gap ${figure(gapQuote)}</h2>\n<table>${bars}</table>`;
  }).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Session ${escaped(session)}: live against backtest</title>
<style>
body { font: 15px system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; color: #223; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid #dde; }
th:first-child { text-align: left; font-weight: 500; }
.bar { width: 50%; text-align: left; }
.bar span { display: inline-block; height: .8rem; border-radius: 2px; }
.gain { background: #2a8a5f; } .loss { background: #b3413b; }
</style>
<h1>Session ${escaped(session)}: live against backtest</h1>
<table>
<tr><th></th><th>orders</th><th>fills</th><th>maker</th><th>fees</th></tr>
${executions}
</table>
${gaps}
<p>${GAP_PARTS.map((part) => `<b>${part}</b>: ${EXPLAINED[part]}`).join("; ")}.</p>
</html>
`;
}

function figure(value: number): string {
  return Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
