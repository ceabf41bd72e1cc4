/**
 * The terminal view as lines of text: a function of what the control plane knows, so that it can be
 * tested without a terminal. Sections that matter less give way on small screens.
 *
 * ```text
 *   head       what runs, since when, whether it may trade
 *   rates      events, frames, latency, memory
 *   stages     a line each: rate, hop latency, heartbeat
 *   market     a line an instrument
 *   trading    P&L, positions, open orders, last fills
 *   log        as many lines as are left
 *   keys       what can be pressed
 * ```
 */
import type { Frame, Instrument } from "../../core/control/contract/market.ts";
import type { Alarm, Pipeline, Status } from "../../core/control/contract/system.ts";
import type { Fill, Order, PnlPoint, Position } from "../../core/control/contract/trading.ts";
import { bytesText, countText, durationText, percentText, rateText } from "../format.ts";
import { bar, fitted, lineOf, type Span, span, sparkline, type Style } from "./styled.ts";

export interface Shown {
  readonly status: Status;
  readonly places: Pipeline["places"];
  readonly stages: Pipeline["stages"];
  readonly rings: Pipeline["rings"];
  readonly rssBytes: number;
  readonly instruments: readonly Instrument[];
  /** Newest frame of each instrument. */
  readonly frames: readonly Frame[];
  readonly positions: readonly Position[];
  readonly openOrders: readonly Order[];
  /** Newest first. */
  readonly fills: readonly Fill[];
  /** Oldest first; empty where nobody trades. */
  readonly pnl: readonly PnlPoint[];
  readonly alarms: readonly Alarm[];
  /** Oldest first. */
  readonly logLines: readonly string[];
  /** What the keyboard says: which keys work, or what was just done. */
  readonly note: string;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
  readonly isColoured: boolean;
}

type Line = readonly Span[];

const RISK_STYLES: Readonly<Partial<Record<Status["risk"], Style>>> = {
  open: "good",
  none: "quiet",
  killed: "bad",
};
const LEAST_LOG_ROWS = 2;
const SPARK_COLUMNS = 40;
const METER_COLUMNS = 16;

/** At most `rows` lines, none wider than `columns`. */
export function screenLines(shown: Shown, { columns, rows, isColoured }: ScreenSize): string[] {
  const head = [headLine(shown.status), rateLine(shown)];
  const alarms = shown.alarms.map(({ severity, name, detail }): Line => [
    span(`${severity === "critical" ? "!!" : "! "} ${name}: ${detail}`, "bad"),
  ]);
  const foot: Line[] = [[span(shown.note, "quiet")]];
  const sections = [
    stageLines(shown),
    marketLines(shown),
    tradingLines(shown),
  ];
  let left = rows - head.length - alarms.length - foot.length;
  const lines: Line[] = [...head, ...alarms];
  for (const section of sections) {
    if (section.length === 0 || left < 3) continue;
    const taken = section.slice(0, left - 1);
    lines.push([], ...taken);
    left -= taken.length + 1;
  }
  if (left > LEAST_LOG_ROWS) {
    const tail = shown.logLines.slice(-(left - 1));
    lines.push([], ...tail.map((line): Line => [span(line, "quiet")]));
  }
  while (lines.length < rows - foot.length) lines.push([]);
  return [...lines.slice(0, rows - foot.length), ...foot]
    .map((line) => lineOf(line, columns, isColoured));
}

function headLine(status: Status): Line {
  const { sessionId, mode, trading, source, state, risk, uptimeSeconds } = status;
  return [
    span(" Millrace ", "badge"),
    span(` ${trading === "none" ? mode : `${mode}, ${trading}`}  `, "strong"),
    span(`${source}  `),
    span(`${state}  `, state === "running" ? "good" : state === "failed" ? "bad" : "quiet"),
    span(risk === "none" ? "nobody trades" : `gate ${risk}`, RISK_STYLES[risk] ?? "warn"),
    span(`  ${durationText(Math.round(uptimeSeconds) * 1e9)}  ${sessionId}`, "quiet"),
  ];
}

function rateLine({ status, rssBytes }: Shown): Line {
  const { rates, latency, progress, counts } = status;
  const spans = [
    span(`events ${rateText(rates.messages)}   frames ${rateText(rates.frames)}`),
    span(
      latency === null
        ? "   no frame yet"
        : `   p50 ${durationText(latency.p50)}  p99 ${durationText(latency.p99)}  ` +
          `max ${durationText(latency.max)}`,
    ),
    span(`   gaps ${countText(counts.gaps)}`, counts.gaps > 0 ? "warn" : "plain"),
    span(`   memory ${bytesText(rssBytes)}`),
  ];
  if (progress > 0) spans.push(span(`   ${percentText(progress)} of the input`));
  return spans;
}

function stageLines({ stages, rings, places }: Shown): Line[] {
  const heading = `${fitted("stage", 12)}${fitted("rate", 12, "right")}${
    fitted("p50", 11, "right")
  }${fitted("p99", 11, "right")}${fitted("max", 11, "right")}   place`;
  const lines: Line[] = [[span(heading, "quiet")]];
  for (const { role, place, state, rates, hop } of stages) {
    if (state === "starting" && hop === null) continue;
    const rate = rates.frames ?? rates.messages ?? rates.orders ?? 0;
    const times = hop === null || hop.summary.count === 0
      ? ["", "", ""]
      : [hop.summary.p50, hop.summary.p99, hop.summary.max].map(durationText);
    const silent = places.find(({ name }) => name === place)?.silentMillis ?? 0;
    lines.push([
      span(fitted(role, 12), state === "failed" ? "bad" : "plain"),
      span(fitted(rateText(rate), 12, "right")),
      ...times.map((text) => span(fitted(text, 11, "right"))),
      span(`   ${place}`, "quiet"),
      ...(silent > 2_000 ? [span(`  silent for ${durationText(silent * 1e6)}`, "warn")] : []),
    ]);
  }
  const meters = rings.map(({ name, depth, capacity }) =>
    `${name} ${bar(depth / capacity, METER_COLUMNS)} ${countText(depth)}`
  );
  if (meters.length > 0) lines.push([span(`rings  ${meters.join("   ")}`, "quiet")]);
  return lines;
}

function marketLines({ frames, instruments }: Shown): Line[] {
  if (frames.length === 0) return [];
  const heading = `${fitted("instrument", 16)}${fitted("bid", 13, "right")}${
    fitted("ask", 13, "right")
  }${fitted("spread", 9, "right")}${fitted("last", 13, "right")}   down / flat / up`;
  const lines: Line[] = [[span(heading, "quiet")]];
  for (const frame of frames) {
    const instrument = instruments.find(({ instrumentId }) => instrumentId === frame.instrumentId);
    const decimals = instrument?.priceDecimals ?? 2;
    const price = (value: number | null) => fitted(value?.toFixed(decimals) ?? "–", 13, "right");
    const spread = frame.spread === null || instrument === undefined
      ? "–"
      : `${Math.round(frame.spread / instrument.tickSize)} t`;
    const probabilities = frame.prediction?.probabilities ?? [];
    lines.push([
      span(fitted(frame.symbol, 16), instrument?.stale ? "warn" : "strong"),
      span(price(frame.bid), "bid"),
      span(price(frame.ask), "ask"),
      span(fitted(spread, 9, "right")),
      span(price(frame.lastPrice)),
      span(`   ${probabilities.map((share) => share.toFixed(2)).join(" / ")}`, "quiet"),
    ]);
  }
  return lines;
}

function tradingLines({ status, positions, openOrders, fills, pnl }: Shown): Line[] {
  if (status.trading === "none") return [];
  const now = pnl.at(-1);
  const lines: Line[] = [];
  if (now !== undefined) {
    lines.push([
      span("P&L ", "quiet"),
      span(money(now.pnl), now.pnl < 0 ? "ask" : "bid"),
      span(`  fees ${money(now.fees)}  drawdown ${money(now.drawdown)}  `, "quiet"),
      span(sparkline(pnl.map((point) => point.pnl), SPARK_COLUMNS)),
    ]);
  }
  for (const position of positions) {
    if (position.qty === 0 && position.fills === 0) continue;
    lines.push([
      span(fitted(position.symbol, 16), "strong"),
      span(
        fitted(String(position.qty), 13, "right"),
        position.qty < 0 ? "ask" : position.qty > 0 ? "bid" : "plain",
      ),
      span(`  P&L ${fitted(money(position.pnl), 12, "right")}  ${countText(position.fills)} fills`),
      span(`  ${position.strategy ?? `strategy ${position.strategyId}`}`, "quiet"),
    ]);
  }
  const open = openOrders.slice(0, 3).map(({ side, qty, filledQty, symbol, price }) =>
    `${side} ${qty - filledQty} ${symbol}${price === null ? "" : ` at ${price}`}`
  );
  lines.push([span(`open orders ${openOrders.length}  `, "quiet"), span(open.join(", "))]);
  const newest = fills[0];
  if (newest !== undefined) {
    lines.push([
      span("last fill  ", "quiet"),
      span(`${newest.side} ${newest.qty} ${newest.symbol} at ${newest.price}`),
    ]);
  }
  return lines;
}

function money(value: number): string {
  return value.toFixed(2).replace("-", "−");
}
