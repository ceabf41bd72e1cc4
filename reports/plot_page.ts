/** Features over time as one page, drawn by uPlot, which is in it. */
import { CHART_SCRIPTS, CHART_STYLES } from "./charts.ts";
import { escaped, htmlPage } from "./html_page.ts";
import plotScript from "./plot_page.js" with { type: "text" };
import type { Panel, PlottedInstrument } from "./series_data.ts";

export interface PlotText {
  readonly title: string;
  readonly facts: readonly string[];
  /** What is to be said of an instrument, beside its symbol. */
  readonly factsOf: (instrument: PlottedInstrument) => string;
}

export function plotPage(instruments: readonly PlottedInstrument[], text: PlotText): string {
  return htmlPage({
    title: text.title,
    facts: text.facts,
    styles: CHART_STYLES,
    scripts: [...CHART_SCRIPTS, plotScript],
    data: { instruments },
    body: instruments.map((instrument, i) => section(instrument, i, text.factsOf(instrument)))
      .join("\n"),
  });
}

function section(instrument: PlottedInstrument, number: number, facts: string): string {
  return [
    `<section>\n<h2>${escaped(instrument.symbol)}</h2>\n<p>${escaped(facts)}</p>`,
    ...instrument.panels.map((panel, i) => panelText(panel, number, i)),
    "</section>",
  ].join("\n");
}

function panelText({ name, unit, formula }: Panel, instrument: number, series: number): string {
  const note = unit === "" ? formula : `${unit} · ${formula}`;
  return `<h3>${escaped(name)}<small>${escaped(note)}</small></h3>\n` +
    `<div class="panel" data-instrument="${instrument}" data-series="${series}"></div>`;
}
