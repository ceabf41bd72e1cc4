/** What a live session prints while it runs: how it was set up, and a line of figures now and then. */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { LiveSession } from "../core/supervisor/live_session.ts";
import { GATE_HELD, GATE_PAUSED, readAccountBoard } from "../core/trading/account_board.ts";
import { reasonName } from "../core/trading/risk/reasons.ts";
import { countText, durationText, rateText } from "./format.ts";

const LABEL_CELLS = 12;

/** Rows of the heading, before the first message has come. */
export function startText(session: LiveSession, watch: string | undefined): string {
  const { id, source, topology, trading, strategies, folder, modelName } = session;
  const names = strategies.map(({ name }) => name).join(", ");
  const rows = [
    `Millrace live · session ${id}`,
    row("market", source),
    row(
      "stages",
      `${topology.placement}, idle workers ${topology.policy}, model ${modelName ?? "none"}`,
    ),
    row("trading", trading === "none" ? "nobody" : `${trading}: ${names}`),
    row("recorded", folder ?? "nowhere"),
    ...(watch === undefined
      ? []
      : watch.split("\n").map((line, i) => row(i === 0 ? "watch" : "", line))),
    row("stop", "Ctrl-C cancels, flushes and reports; again ends at once"),
  ];
  if (folder !== undefined && trading !== "none") {
    rows.push(row("kill", `touch ${folder}/KILL, or kill -USR1 ${Deno.pid}`));
  }
  return rows.join("\n");
}

/** Figures of a moment, to tell rates from. */
export interface LiveFigures {
  readonly nanos: number;
  readonly messages: number;
  readonly frames: number;
  readonly orders: number;
  readonly fills: number;
}

export function figuresOf({ board }: LiveSession, nanos: number): LiveFigures {
  const trading = board.role("trading");
  return {
    nanos,
    messages: board.role("ingest").counter("messages"),
    frames: board.role("book").counter("frames"),
    orders: trading.counter("orders"),
    fills: trading.counter("fills"),
  };
}

/** One line of figures since `before`. */
export function statisticsLine(
  session: LiveSession,
  started: number,
  before: LiveFigures,
  now: LiveFigures,
): string {
  const { board, accounts, trading } = session;
  const seconds = Math.max(1e-3, (now.nanos - before.nanos) / NANOS_PER_SECOND);
  const ingest = board.role("ingest");
  const last = trading === "none" ? board.role("inference") : board.role("trading");
  const { p50, p99 } = last.totalLatency.summary();
  const stale = ingest.counter("staleInstruments");
  const parts = [
    durationText(now.nanos - started).padStart(8),
    `events ${countText(now.messages)} (${rateText((now.messages - before.messages) / seconds)})`,
    `frames ${countText(now.frames)}`,
    `socket→end p50 ${durationText(p50)} p99 ${durationText(p99)}`,
    ...(stale > 0 ? [`STALE ${countText(stale)}`] : []),
  ];
  if (trading === "none") return parts.join(" · ");
  const shown = readAccountBoard(accounts);
  const pnl = shown.accounts.reduce((sum, { pnlQuote }) => sum + pnlQuote, 0);
  const state = shown.killedFor !== 0 ? [`KILLED ${reasonName(shown.killedFor)}`] : [
    ...((shown.flags & GATE_PAUSED) !== 0 ? ["paused"] : []),
    ...((shown.flags & GATE_HELD) !== 0 ? ["held"] : []),
  ];
  return [
    ...parts,
    `orders ${countText(now.orders)} fills ${countText(now.fills)} open ${shown.orders.length}`,
    `P&L ${pnl.toFixed(2)}`,
    ...state,
  ].join(" · ");
}

/** Why a session did not end as it should have; empty = it did. */
export function endText(
  restarts: number,
  killed: string | null,
  failure: string | undefined,
): string {
  return [
    ...(restarts > 0 ? [row("workers", `${countText(restarts)} were replaced`)] : []),
    ...(killed === null ? [] : [row("killed", killed)]),
    ...(failure === undefined ? [] : [row("failed", failure)]),
  ].join("\n");
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_CELLS)}${text}`;
}
