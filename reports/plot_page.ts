/** Features over time as one page, drawn by uPlot, which is in it. */
import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { escaped, htmlPage } from "./html_page.ts";
import plotScript from "./plot_page.js" with { type: "text" };
import plotStyle from "./plot_page.css" with { type: "text" };
import type { Panel, PlottedInstrument } from "./series_data.ts";

/** uPlot's licence asks to be named wherever it goes. */
const UPLOT_NOTICE = "/* uPlot 1.6.32, MIT License, Copyright (c) 2022 Leon Sorokin */\n";

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
    styles: [uplotStyle, plotStyle],
    scripts: [UPLOT_NOTICE + uplotScript, plotScript],
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
