/**
 * Text for a terminal: cut to a width first, coloured afterwards, so that no escape sequence is ever
 * counted or cut.
 */

export const STYLES = {
  plain: "",
  strong: "\x1b[1m",
  quiet: "\x1b[2m",
  bid: "\x1b[34m",
  ask: "\x1b[33m",
  good: "\x1b[32m",
  warn: "\x1b[33m",
  bad: "\x1b[31m",
  badge: "\x1b[7m",
} as const;
export type Style = keyof typeof STYLES;

const RESET = "\x1b[0m";

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export function span(text: string, style: Style = "plain"): Span {
  return { text, style };
}

/** Padded or cut to so many columns; what is cut ends in "…". */
export function fitted(text: string, columns: number, align: "left" | "right" = "left"): string {
  const letters = [...text];
  if (letters.length > columns) return `${letters.slice(0, Math.max(0, columns - 1)).join("")}…`;
  const padding = " ".repeat(columns - letters.length);
  return align === "left" ? text + padding : padding + text;
}

/** One line of the screen, at most so many columns wide. */
export function lineOf(spans: readonly Span[], columns: number, isColoured: boolean): string {
  let left = columns;
  let line = "";
  for (const { text, style } of spans) {
    const letters = [...text];
    const shown = letters.length > left
      ? `${letters.slice(0, Math.max(0, left - 1)).join("")}${left > 0 ? "…" : ""}`
      : text;
    left -= Math.min(letters.length, left);
    line += isColoured && style !== "plain" ? `${STYLES[style]}${shown}${RESET}` : shown;
    if (left === 0) break;
  }
  return line;
}

const BLOCKS = "▁▂▃▄▅▆▇█";

/** The newest values as a row of blocks; empty for fewer than two. */
export function sparkline(values: readonly number[], columns: number): string {
  const shown = values.slice(-columns);
  if (shown.length < 2) return "";
  const least = Math.min(...shown);
  const range = Math.max(...shown) - least;
  return shown.map((value) =>
    BLOCKS[range === 0 ? 0 : Math.round((value - least) / range * (BLOCKS.length - 1))]
  ).join("");
}

/** A share of a bar of so many columns. */
export function bar(share: number, columns: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return "█".repeat(filled) + "·".repeat(columns - filled);
}
