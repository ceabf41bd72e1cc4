/** The report on all features as one page. */
import { FEATURES } from "../core/features/table.ts";
import { FEATURE_GROUPS } from "../core/features/feature_settings.ts";
import { QUANTILES } from "./distributions.ts";
import type { CorrelationReport, InstrumentReport, Triangle } from "./feature_report.ts";
import { escaped, htmlPage } from "./html_page.ts";
import reportScript from "./report_page.js" with { type: "text" };
import reportStyle from "./report_page.css" with { type: "text" };

/** Of a correlation that is not defined, where others are hundredths. */
const UNDEFINED_BYTE = -128;
const DIGITS = 4;

export function reportPage(
  instruments: readonly InstrumentReport[],
  facts: readonly string[],
): string {
  const groups = new Set(FEATURES.map(({ group }) => group));
  return htmlPage({
    title: "Features: how they are distributed, and what they have in common",
    facts,
    styles: [reportStyle],
    scripts: [reportScript],
    data: {
      features: FEATURES.map(({ name, group, family, unit, formula, needs }) => ({
        name,
        group,
        family,
        needs,
        unit: unit === "ratio" ? "" : unit.replaceAll("_", " "),
        formula,
      })),
      instruments: instruments.map(packed),
    },
    body: [
      impactSection(instruments),
      `<nav>${instrumentChoice(instruments)}</nav>`,
      heatSection(FEATURE_GROUPS.filter((group) => groups.has(group))),
      tableSection(),
    ].join("\n"),
  });
}

/** Nothing where no half hour was long enough, or there is no book. */
function impactSection(instruments: readonly InstrumentReport[]): string {
  if (instruments.every(({ impact }) => impact.meanRSquared === null)) return "";
  const rows = instruments.map(({ symbol, venue, frames, impact }) => {
    const { windows, blocks, meanRSquared, ticksPerLot } = impact;
    const cells = [
      venue,
      frames.toLocaleString("en-US"),
      windows.toLocaleString("en-US"),
      String(blocks),
      meanRSquared === null ? "–" : `${(meanRSquared * 100).toFixed(1)} %`,
      ticksPerLot === null ? "–" : ticksPerLot.toPrecision(3),
    ];
    return `<tr><td>${escaped(symbol)}</td>${
      cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")
    }</tr>`;
  });
  return `<section>
<h2>Order flow and the mid</h2>
<p>The mid's change over 10 s, regressed on the order flow imbalance at the best level in the same
10 s, in every half hour by itself, as Cont, Kukanov and Stoikov do (arXiv 1011.6402), who find a mean
R² of 65 % on fifty stocks.</p>
<div class="wide"><table id="impact">
<tr><th></th><th>venue</th><th>frames</th><th>windows</th><th>half hours</th><th>mean R²</th>
<th>ticks a lot</th></tr>
${rows.join("\n")}
</table></div>
</section>`;
}

/** Nothing to choose from one. */
function instrumentChoice(instruments: readonly InstrumentReport[]): string {
  if (instruments.length === 1) return "";
  return select("instrument", instruments.map(({ symbol }, i) => [String(i), symbol]));
}

function heatSection(groups: readonly string[]): string {
  return `<section>
<h2>Correlations</h2>
<p>Between every two features, over the frames in which both are valid. Point at a cell, or move with
the arrow keys.</p>
<nav>
${select("measure", [["spearman", "Spearman, of ranks"], ["pearson", "Pearson"]])}
${select("order", [["clustered", "like beside like"], ["table", "as in the table"]])}
${select("group", [["all", "all"], ...groups.map((name): [string, string] => [name, name])])}
</nav>
<div class="heat">
<div><canvas id="heat" tabindex="0" aria-label="heat map of correlations"></canvas></div>
<aside>
<div id="pair">no pair chosen</div>
<div class="scale"></div>
<div class="ends"><span>−1</span><span>0</span><span>1</span></div>
<h3>Strongest between families</h3>
<ul id="strongest"></ul>
</aside>
</div>
</section>`;
}

function tableSection(): string {
  const quantiles = QUANTILES.map((share) => `${share * 100} %`);
  const numbers = ["valid", "mean", "deviation", "min", ...quantiles, "max"];
  return `<section>
<h2>Distributions</h2>
<p id="sampled"></p>
<nav><label>filter <input type="search" id="search" placeholder="name, family or group"></label></nav>
<div class="wide"><table>
<thead><tr><th>feature</th><th class="word">unit</th>
<th class="word">distribution</th>${numbers.map((name) => `<th>${name}</th>`).join("")}</tr></thead>
<tbody id="rows"></tbody>
</table></div>
<p id="never"></p>
</section>`;
}

function select(id: string, options: readonly (readonly [string, string])[]): string {
  const items = options.map(([value, text]) =>
    `<option value="${escaped(value)}">${escaped(text)}</option>`
  );
  return `<label>${id} <select id="${id}">${items.join("")}</select></label>`;
}

/** As short as a page needs it: four digits, correlations in hundredths. */
function packed(report: InstrumentReport) {
  const { features, correlations } = report;
  return {
    ...report,
    features: features.map((feature) => ({
      ...feature,
      mean: rounded(feature.mean),
      deviation: rounded(feature.deviation),
      least: rounded(feature.least),
      greatest: rounded(feature.greatest),
      quantiles: feature.quantiles.map(rounded),
      histogram: {
        ...feature.histogram,
        low: rounded(feature.histogram.low),
        width: rounded(feature.histogram.width),
      },
    })),
    correlations: packedCorrelations(correlations),
  };
}

function packedCorrelations({ names, clustered, pearson, spearman }: CorrelationReport) {
  return { names, clustered, pearson: bytesOf(pearson), spearman: bytesOf(spearman) };
}

function bytesOf(triangle: Triangle): string {
  const hundredths = Int8Array.from(
    triangle,
    (value) => value === null ? UNDEFINED_BYTE : Math.round(value * 100),
  );
  return new Uint8Array(hundredths.buffer).toBase64();
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
