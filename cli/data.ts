/** `millrace data`: look into a tape, prove that it is whole, write datasets. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_OK, UserError } from "../core/base/errors.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import { summariseTape, tapedMessages, type TapeSummary } from "../core/tape/inspect.ts";
import { TapeDamage } from "../core/tape/tape_file.ts";
import { type TapeReport, verifyTape } from "../core/tape/verify.ts";
import { VENUE_NAMES } from "../core/wire/market.ts";
import { wholeNumber } from "./arguments.ts";
import { addDataFeatures } from "./data_features.ts";
import { bytesText, countText, durationText } from "./format.ts";
import type { ExitCodeSink } from "./exit_code.ts";

const MAX_MESSAGES = 1_000_000;

const INSPECT_EXAMPLES = `
Examples:
  deno task data inspect out.tape                    header, size, first messages
  deno task data inspect out.tape --from 5000 -n 50  fifty messages from number 5,000
  deno task data inspect out.tape --at 34200.5       from half a second past 09:30, session time
  deno task data inspect out.tape --json             one JSON object a line, for jq`;

interface InspectFlags {
  readonly from?: string;
  readonly at?: string;
  readonly count: string;
  readonly json?: boolean;
}

export function addData(program: Command, exit: ExitCodeSink): void {
  const data = program.command("data").description(
    "Look into tapes, prove that they are whole; write datasets.",
  );
  data.command("inspect")
    .description("Show what a tape says of itself, and some of its messages.")
    .argument("<tape>")
    .option("--from <n>", "number of the first message, from 0")
    .option("--at <seconds>", "start at this session time instead")
    .option("-n, --count <n>", "messages to show", "10")
    .option("--json", "one JSON object a line: the tape, then its messages")
    .addHelpText("after", INSPECT_EXAMPLES)
    .action((path: string, flags: InspectFlags) =>
      exit(withDamage(path, () => inspect(path, flags)))
    );
  data.command("verify")
    .description("Read tapes to the end and check every block.")
    .argument("<tapes...>")
    .option("--json", "one JSON object a tape")
    .action((paths: string[], flags: { readonly json?: boolean }) =>
      exit(Math.max(...paths.map((path) => withDamage(path, () => verify(path, flags)))))
    );
  addDataFeatures(data, exit);
}

function inspect(path: string, flags: InspectFlags): number {
  const count = wholeNumber("--count", flags.count, 0, MAX_MESSAGES);
  const start = flags.at === undefined
    ? { fromSlot: wholeNumber("--from", flags.from ?? "0", 0, Number.MAX_SAFE_INTEGER) }
    : { fromNanos: secondsOf(flags.at) * NANOS_PER_SECOND };
  const summary = summariseTape(path);
  console.log(flags.json ? JSON.stringify(summary) : summaryText(summary));
  for (const message of tapedMessages(path, { ...start, count })) {
    console.log(flags.json ? JSON.stringify(message) : messageText(message));
  }
  return EXIT_OK;
}

function verify(path: string, flags: { readonly json?: boolean }): number {
  const report = verifyTape(path);
  console.log(flags.json ? JSON.stringify(report) : reportText(report));
  return report.sound ? EXIT_OK : EXIT_BAD_INPUT;
}

/** Says where a tape is damaged instead of giving up on all of them. */
function withDamage(path: string, body: () => number): number {
  try {
    return body();
  } catch (thrown) {
    if (!(thrown instanceof TapeDamage)) throw thrown;
    console.error(`millrace: ${path}: ${thrown.part} at byte ${thrown.byte}: ${thrown.text}`);
    return EXIT_BAD_INPUT;
  }
}

function summaryText(summary: TapeSummary): string {
  const { path, version, fileBytes, epochMillis, closed, tornBytes, blocks, messages } = summary;
  return [
    `${path}  tape version ${version}, ${bytesText(fileBytes)}`,
    `epoch       ${new Date(epochMillis).toISOString()}`,
    `messages    ${countText(messages)} in ${countText(blocks)} blocks`,
    `state       ${stateText(closed, tornBytes)}`,
    "",
  ].join("\n");
}

function reportText(report: TapeReport): string {
  const { messagesByKind, instruments, damaged, firstRecvNanos, lastRecvNanos } = report;
  const kinds = Object.entries(messagesByKind).map(([kind, n]) => `${kind} ${countText(n)}`);
  const covered = (lastRecvNanos ?? 0) - (firstRecvNanos ?? 0);
  return [
    `${report.path}  ${report.sound ? "sound" : "DAMAGED"}`,
    `messages    ${countText(report.messages)} over ${durationText(covered)}: ${kinds.join(", ")}`,
    ...instruments.map(({ symbol, venue, messages }) =>
      `            ${symbol} (${VENUE_NAMES[venue]})  ${countText(messages)}`
    ),
    `state       ${stateText(report.closed, report.tornBytes)}`,
    ...damaged.map(({ part, byte, text }) => `damage      ${part} at byte ${byte}: ${text}`),
    `hash        ${report.hash}`,
  ].join("\n");
}

function stateText(closed: boolean, tornBytes: number): string {
  if (closed) return "closed";
  return `never closed; ${countText(tornBytes)} bytes of an unfinished tail are left out`;
}

function messageText({ slot, ...fields }: Record<string, string | number | null>): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name} ${value}`);
  return `${String(slot).padStart(10)}  ${parts.join("  ")}`;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || text.trim() === "") {
    throw new UserError(`--at ${text}: must be seconds since the session's epoch, such as 34200.5`);
  }
  return seconds;
}
