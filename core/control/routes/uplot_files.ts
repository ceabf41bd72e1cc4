/** The files of uPlot, as data, for the dashboard. Only /vendor loads them. */
import script from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import style from "uplot/dist/uPlot.min.css" with { type: "text" };

export const UPLOT_SCRIPT: string = script;
export const UPLOT_STYLE: string = style;
