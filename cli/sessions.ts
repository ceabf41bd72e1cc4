/** `millrace sessions`: what was recorded live, and how it compares with a backtest of the same. */
import type { Command } from "commander";
import {
  divergenceOf,
  type DivergenceReport,
  GAP_PARTS,
} from "../backtest/divergence/divergence.ts";
import { EXIT_OK, UserError } from "../core/base/errors.ts";
import { exchangeModels } from "../core/exchange/venue/models.ts";
import { planProof } from "../core/supervisor/proof.ts";
import { runSession } from "../core/supervisor/session.ts";
import {
  DEFAULT_SESSIONS,
  findSessionFolder,
  listSessionFolders,
  type SessionFolder,
} from "../core/supervisor/session_folder.ts";
import { readSessionRecord, type SessionRecord } from "../core/supervisor/session_record.ts";
import type { TradingReport } from "../core/trading/trading_report.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { divergencePage } from "./divergence_page.ts";
import { exchangeModelsOf } from "./exchange_options.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { countText, durationText } from "./format.ts";
import { textTable } from "./text_table.ts";
import { tradingLines } from "./trading_text.ts";
import { modelOf } from "./verify.ts";
import { writeTextFile } from "./write_out.ts";

const EXAMPLES = `
Examples:
  deno task sessions list
  deno task sessions show 2026-01-05T14-30-00Z-7f3a
  deno task sessions report 2026-01-05T14-30-00Z-7f3a --latency 20ms --html report.html

The report runs the session's strategies anew on the simulated exchange, over the same tape and with the
same controls, and says where the gap in P&L comes from: other orders (signal), other ways (latency),
other fills (queue), other fees. The parts add up to the gap.`;

interface SessionsFlags {
  readonly out: string;
  readonly json?: boolean;
}

interface ReportFlags extends SessionsFlags {
  readonly latency?: string;
  readonly queue?: string;
  readonly fees?: string;
  readonly html?: string;
}

export function addSessions(program: Command, exit: ExitCodeSink): void {
  const sessions = program.command("sessions")
    .description("List, show and compare recorded live sessions.")
    .addHelpText("after", EXAMPLES);
  const common = (command: Command) =>
    command.option("--out <folder>", "where sessions are kept", DEFAULT_SESSIONS)
      .option("--json", "print JSON instead of text");
  common(sessions.command("list").description("All sessions, oldest first."))
    .action((flags: SessionsFlags) => exit(list(flags)));
  common(sessions.command("show <session>").description("What ran, and what came of it."))
    .action((ref: string, flags: SessionsFlags) => exit(show(ref, flags)));
  common(sessions.command("report <session>").description("Live against backtest of the same."))
    .option("--latency <times>", "of the backtest; default: as the session's paper trading")
    .option("--queue <model>", "of the backtest: risk-averse, power:2, log")
    .option("--fees <rates>", "of the backtest: venue, none, or maker/taker such as 1/5bps")
    .option("--html <file>", "write a page, too")
    .action(async (ref: string, flags: ReportFlags) => exit(await report(ref, flags)));
}

function list({ out, json }: SessionsFlags): number {
  const records = listSessionFolders(out).map(readableRecord).filter((record) =>
    record !== undefined
  );
  if (json) {
    console.log(JSON.stringify(records, undefined, 2));
    return EXIT_OK;
  }
  if (records.length === 0) {
    console.log(`no sessions in ${out}; "deno task live" makes one`);
    return EXIT_OK;
  }
  const rows = records.map((record) => {
    const { id, state, mode, source, frames, restarts, report } = record;
    return [
      id,
      state,
      mode,
      source,
      countText(frames),
      countText(restarts),
      report === null ? "" : pnlText(report),
    ];
  });
  console.log(textTable(["session", "state", "mode", "market", "frames", "restarts", "P&L"], rows));
  return EXIT_OK;
}

/** A folder that is no session any more must not hide the others. */
function readableRecord(folder: SessionFolder): SessionRecord | undefined {
  try {
    return readSessionRecord(folder);
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined;
    throw thrown;
  }
}

function show(ref: string, { out, json }: SessionsFlags): number {
  const folder = findSessionFolder(ref, out);
  const record = readSessionRecord(folder);
  if (json) {
    console.log(JSON.stringify(record, undefined, 2));
    return EXIT_OK;
  }
  const { id, state, reason, source, mode, placement, startedAt, endedAt, report } = record;
  const rows = [
    `Millrace session ${id} in ${folder.path}`,
    row("state", reason === null ? state : `${state}: ${reason}`),
    row("market", source),
    row("ran", `${startedAt} to ${endedAt ?? "nobody knows"}, ${placement}`),
    row("events", `${countText(record.messages)}, ${countText(record.frames)} frames`),
    row("workers", `${countText(record.restarts)} were replaced`),
    row("model", record.model === null ? "none" : `${record.model.from} ${record.model.sha256}`),
    row("trading", mode),
    ...(report === null ? [] : tradingLines(report).map((line) => row("", line))),
    ...Object.entries(record.hashes ?? {}).map(([stage, hash], i) =>
      row(i === 0 ? "hashes" : "", `${stage} ${hash}`)
    ),
  ];
  console.log(rows.join("\n"));
  return EXIT_OK;
}

async function report(ref: string, flags: ReportFlags): Promise<number> {
  const folder = findSessionFolder(ref, flags.out);
  const record = readSessionRecord(folder);
  const { trading } = record;
  if (trading === null) throw new UserError(`${folder.path}: nobody traded in this session`);
  const plan = planProof(folder, record, await modelOf(folder, record));
  const { proof } = plan.job;
  if (proof === undefined) throw new UserError(`${folder.path}: holds no journal`);
  const models = {
    ...trading.models,
    ...exchangeModelsOf(flags),
  };
  // Controls are told again; the reports are the simulated exchange's, whoever made the session's.
  const job = {
    ...plan.job,
    trading: { ...trading, models },
    proof: { ...proof, isOutside: false },
  };
  const topology = {
    placement: "auto",
    policy: "auto",
    cores: navigator.hardwareConcurrency,
  } as const;
  const { reports } = await runSession({ topology, job, strategies: STRATEGIES });
  const divergence = divergenceOf({
    session: record.id,
    tapePath: folder.foundTape(),
    journal: proof.entries,
    models,
    feed: record.mode === "trade"
      ? { kind: "recorded", offsetNanos: 0 }
      : exchangeModels(trading.models).feed,
    backtest: reports.trading as TradingReport,
  });
  if (flags.html !== undefined) writeTextFile(flags.html, divergencePage(divergence));
  console.log(flags.json ? JSON.stringify(divergence, undefined, 2) : divergenceText(divergence));
  return EXIT_OK;
}

function divergenceText(report: DivergenceReport): string {
  const { live, backtest, sameOrders, medianTripNanos, currencies } = report;
  const executions = textTable(
    ["", "orders", "fills", "maker", "fees"],
    ([["live", live], ["its orders, simulated", sameOrders], ["backtest", backtest]] as const)
      .map(([name, { orders, fills, makerFills, feesQuote }]) => [
        name,
        countText(orders),
        countText(fills),
        fills === 0 ? "" : `${Math.round(100 * makerFills / fills)} %`,
        amount(feesQuote),
      ]),
  );
  const gaps = textTable(
    ["P&L", "live", "backtest", "gap", ...GAP_PARTS],
    currencies.map(({ currency, liveQuote, backtestQuote, gapQuote, parts }) => [
      currency,
      ...[liveQuote, backtestQuote, gapQuote, ...GAP_PARTS.map((part) => parts[part])].map(amount),
    ]),
  );
  const trip = medianTripNanos === null
    ? "no order was answered"
    : `orders were answered after ${durationText(medianTripNanos)} (median)`;
  return [
    `Millrace session ${report.session}: live against backtest`,
    "",
    executions,
    "",
    gaps,
    "",
    trip,
  ]
    .join("\n");
}

function pnlText({ pnl }: TradingReport): string {
  return Object.entries(pnl).map(([currency, quote]) => `${amount(quote)} ${currency}`).join(" ");
}

function amount(quote: number): string {
  const size = Math.abs(quote);
  const text = size >= 0.01 || size === 0 ? size.toFixed(2) : `${Number(size.toPrecision(2))}`;
  return quote < 0 ? `−${text}` : text;
}

function row(label: string, text: string): string {
  return `${label.padEnd(12)}${text}`;
}
