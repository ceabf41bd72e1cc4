/**
 * The dashboard: every file of it by its path, as text, so that the server needs no folder to read and
 * the standalone program has it inside. Browsers get these files as they are; nothing is built.
 */
import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import api from "./api.js" with { type: "text" };
import app from "./app.js" with { type: "text" };
import calibrationChart from "./calibration_chart.js" with { type: "text" };
import canvas from "./canvas.js" with { type: "text" };
import colours from "./colours.js" with { type: "text" };
import depthLadder from "./depth_ladder.js" with { type: "text" };
import elements from "./elements.js" with { type: "text" };
import featureTable from "./feature_table.js" with { type: "text" };
import flowDrawing from "./flow_drawing.js" with { type: "text" };
import format from "./format.js" with { type: "text" };
import heatMap from "./heat_map.js" with { type: "text" };
import killSwitch from "./kill_switch.js" with { type: "text" };
import latencyChart from "./latency_chart.js" with { type: "text" };
import lineChart from "./line_chart.js" with { type: "text" };
import logView from "./log_view.js" with { type: "text" };
import marketView from "./market_view.js" with { type: "text" };
import modelShelf from "./model_shelf.js" with { type: "text" };
import modelView from "./model_view.js" with { type: "text" };
import pipelineView from "./pipeline_view.js" with { type: "text" };
import predictionPanel from "./prediction_panel.js" with { type: "text" };
import priceChart from "./price_chart.js" with { type: "text" };
import riskPanel from "./risk_panel.js" with { type: "text" };
import series from "./series.js" with { type: "text" };
import sessionView from "./session_view.js" with { type: "text" };
import strategyPanel from "./strategy_panel.js" with { type: "text" };
import state from "./state.js" with { type: "text" };
import stream from "./stream.js" with { type: "text" };
import theme from "./theme.js" with { type: "text" };
import tradingView from "./trading_view.js" with { type: "text" };
import type { ServedFile } from "../core/control/control_options.ts";
import icon from "./icon.svg" with { type: "text" };
import page from "./index.html" with { type: "text" };
import layoutStyle from "./layout.css" with { type: "text" };
import panelStyle from "./panels.css" with { type: "text" };
import themeStyle from "./theme.css" with { type: "text" };

export const DASHBOARD_FILES: ReadonlyMap<string, ServedFile> = new Map([
  ["index.html", { type: "text/html; charset=utf-8", text: page }],
  ["icon.svg", { type: "image/svg+xml", text: icon }],
  ["theme.css", style(themeStyle)],
  ["layout.css", style(layoutStyle)],
  ["panels.css", style(panelStyle)],
  ["vendor/uplot.css", style(uplotStyle)],
  ["vendor/uplot.js", script(uplotScript)],
  ["api.js", script(api)],
  ["app.js", script(app)],
  ["calibration_chart.js", script(calibrationChart)],
  ["canvas.js", script(canvas)],
  ["colours.js", script(colours)],
  ["depth_ladder.js", script(depthLadder)],
  ["elements.js", script(elements)],
  ["feature_table.js", script(featureTable)],
  ["flow_drawing.js", script(flowDrawing)],
  ["format.js", script(format)],
  ["heat_map.js", script(heatMap)],
  ["kill_switch.js", script(killSwitch)],
  ["latency_chart.js", script(latencyChart)],
  ["line_chart.js", script(lineChart)],
  ["log_view.js", script(logView)],
  ["market_view.js", script(marketView)],
  ["model_shelf.js", script(modelShelf)],
  ["model_view.js", script(modelView)],
  ["pipeline_view.js", script(pipelineView)],
  ["prediction_panel.js", script(predictionPanel)],
  ["price_chart.js", script(priceChart)],
  ["risk_panel.js", script(riskPanel)],
  ["series.js", script(series)],
  ["session_view.js", script(sessionView)],
  ["strategy_panel.js", script(strategyPanel)],
  ["state.js", script(state)],
  ["stream.js", script(stream)],
  ["theme.js", script(theme)],
  ["trading_view.js", script(tradingView)],
]);

function script(text: string): ServedFile {
  return { type: "text/javascript; charset=utf-8", text };
}

function style(text: string): ServedFile {
  return { type: "text/css; charset=utf-8", text };
}
