/** What a page needs to draw charts: uPlot, and what all charts share. */
import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import chartScript from "./chart.js" with { type: "text" };
import chartStyle from "./chart.css" with { type: "text" };

/** uPlot's licence asks to be named wherever it goes. */
const UPLOT_NOTICE = "/* uPlot 1.6.32, MIT License, Copyright (c) 2022 Leon Sorokin */\n";

/** Before a page's own. */
export const CHART_STYLES: readonly string[] = [uplotStyle, chartStyle];
export const CHART_SCRIPTS: readonly string[] = [UPLOT_NOTICE + uplotScript, chartScript];
