/** Features over time as one picture, in light and dark, for a document or a message. */
import { escaped } from "./html_page.ts";
import { clockText, numberTicks, timeTicks } from "./nice_ticks.ts";
import type { PlotText } from "./plot_page.ts";
import type { Panel, PlottedInstrument } from "./series_data.ts";

const WIDTH = 1000;
const LEFT = 84;
const RIGHT = 20;
const PANEL_HEIGHT = 180;
const MID_HEIGHT = 120;
/** Above a panel for its name, below it for its axis. */
const NAME_HEIGHT = 26;
const AXIS_HEIGHT = 34;
const LINE_HEIGHT = 18;
const TITLE_HEIGHT = 40;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;

const STYLE = `
  svg { background: #ffffff; font: 12px system-ui, "DejaVu Sans", sans-serif; }
  text { fill: #667380; }
  .title { fill: #1c2127; font-size: 17px; font-weight: 600; }
  .name { fill: #1c2127; font-weight: 600; }
  .grid { stroke: #e3e7eb; }
  .feature { stroke: #1769aa; }
  .mid { stroke: #8a5a00; }
  path { fill: none; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) {
    svg { background: #12161a; }
    text { fill: #8d9aa7; }
    .title, .name { fill: #dde3e9; }
    .grid { stroke: #2a323a; }
    .feature { stroke: #64b5f6; }
    .mid { stroke: #e0b054; }
  }`;

export function plotSvg(instruments: readonly PlottedInstrument[], text: PlotText): string {
  const parts: string[] = [];
  let y = TITLE_HEIGHT;
  parts.push(`<text class="title" x="${RIGHT}" y="${y - 12}">${escaped(text.title)}</text>`);
  for (const fact of text.facts) {
    parts.push(`<text x="${RIGHT}" y="${y + 6}">${escaped(fact)}</text>`);
    y += LINE_HEIGHT;
  }
  for (const instrument of instruments) {
    y += LINE_HEIGHT + 6;
    parts.push(
      `<text x="${RIGHT}" y="${y}"><tspan class="name">${escaped(instrument.symbol)}</tspan> ` +
        `${escaped(text.factsOf(instrument))}; times are UTC</text>`,
    );
    y += 6;
    const [from, to] = timesOf(instrument.panels);
    for (const [i, panel] of instrument.panels.entries()) {
      const isMid = i === instrument.panels.length - 1;
      const height = isMid ? MID_HEIGHT : PANEL_HEIGHT;
      y += NAME_HEIGHT;
      parts.push(panelSvg(panel, { y, height, from, to, pen: isMid ? "mid" : "feature" }));
      y += height + AXIS_HEIGHT;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img">`,
    `<title>${escaped(text.title)}</title>`,
    `<style>${STYLE}\n</style>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

interface Place {
  readonly y: number;
  readonly height: number;
  /** Milliseconds since 1970 at the left and at the right end. */
  readonly from: number;
  readonly to: number;
  readonly pen: string;
}

function panelSvg(panel: Panel, { y, height, from, to, pen }: Place): string {
  const [low, high] = rangeOf(panel.y);
  const atX = (millis: number) => (LEFT + (millis - from) / (to - from) * PLOT_WIDTH).toFixed(1);
  const atY = (value: number) => (y + height - (value - low) / (high - low) * height).toFixed(1);
  const title = panel.unit === "" ? panel.name : `${panel.name} (${panel.unit})`;
  const rows = numberTicks(low, high, height / 30);
  const columns = timeTicks(from, to, PLOT_WIDTH / 110);
  return [
    `<text class="name" x="${LEFT}" y="${y - 8}">${escaped(title)}</text>`,
    ...rows.at.map((value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${atY(value)}" y2="${
        atY(value)
      }"/>` +
      `<text x="${LEFT - 8}" y="${atY(value)}" dy="4" text-anchor="end">${
        numberText(value, rows.step)
      }</text>`
    ),
    ...columns.at.map((millis) =>
      `<text x="${atX(millis)}" y="${y + height + 18}" text-anchor="middle">${
        clockText(millis, columns.step)
      }</text>`
    ),
    `<path class="${pen}" d="${pathOf(panel, atX, atY)}"/>`,
  ].join("\n");
}

/** A line that breaks at gaps; a point between two gaps becomes a dot. */
function pathOf(
  { startMillis, x, y }: Panel,
  atX: (millis: number) => string,
  atY: (value: number) => string,
): string {
  const moves: string[] = [];
  let isDown = false;
  for (const [i, value] of y.entries()) {
    if (value !== null) {
      moves.push(`${isDown ? "L" : "M"}${atX(startMillis + x[i])} ${atY(value)}`);
      if (!isDown && (y[i + 1] ?? null) === null) moves.push("h0.7");
    }
    isDown = value !== null;
  }
  return moves.join("");
}

function timesOf(panels: readonly Panel[]): [number, number] {
  const starts = panels.map(({ startMillis, x }) => startMillis + (x[0] ?? 0));
  const ends = panels.map(({ startMillis, x }) => startMillis + (x.at(-1) ?? 0));
  const from = Math.min(...starts);
  return [from, Math.max(from + 1, ...ends)];
}

/** Least and greatest, and some room where they are the same. */
function rangeOf(values: readonly (number | null)[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const room = high > low ? (high - low) * 0.04 : Math.max(Math.abs(high) * 0.1, 1e-9);
  return [low - room, high + room];
}

function numberText(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  if (size >= 1e9 || step < 1e-6) return value.toExponential(2).replaceAll("-", "−");
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).replace("-", "−").replace(/^−(?=[0.]*$)/, "");
}
