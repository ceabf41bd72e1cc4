/** What a command reads, from its arguments: recordings, or the simulated market. */
import type { Command } from "commander";
import { MAX_SIMULATED_EVENTS } from "../core/exchange/parameters.ts";
import { UserError } from "../core/base/errors.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import { BAR_LABELS } from "../core/venues/bars/bar_options.ts";
import { isTimeZone } from "../core/venues/bars/bar_time.ts";
import { type Format, FORMATS } from "../core/venues/files/formats.ts";
import { recogniseFormat } from "../core/venues/files/recognise.ts";
import { oneOf, scalesOf, symbolsOf, wholeNumber } from "./arguments.ts";

const DEFAULT_SYMBOLS = ["MILL-USD", "RACE-USD", "WHEEL-USD", "FLUME-USD"];

export interface InputFlags {
  readonly format?: string;
  readonly seed: string;
  readonly events: string;
  readonly symbols?: string;
  readonly tick: readonly string[];
  readonly lot: readonly string[];
  readonly barLabel: string;
  readonly barZone?: string;
}

/** Adds the options that say what to read. */
export function addInputOptions(command: Command, defaultEvents: number): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  return command
    .argument("[files...]", "recordings or tapes; none = the simulated market")
    .option("--format <name>", `how to read the files: ${FORMATS.join(", ")} (default: recognised)`)
    .option("--symbols <list>", "only these instruments, separated by commas")
    .option("--seed <n>", "seed of the simulated market", "1")
    .option("--events <n>", "order events of the simulated market", String(defaultEvents))
    .option("--tick <symbol=size>", "tick size where the recording does not say it", collect, [])
    .option("--lot <symbol=size>", "lot size where the recording does not say it", collect, [])
    .option("--bar-label <which>", `what times of bars mean: ${BAR_LABELS.join(", ")}`, "auto")
    .option("--bar-zone <zone>", "time zone of bars that do not say theirs (default: UTC)");
}

/** @throws UserError naming the option or the file that is wrong */
export async function inputOf(
  files: readonly string[],
  flags: InputFlags,
): Promise<SimulatedInput | FileInput> {
  const symbols = flags.symbols === undefined ? undefined : symbolsOf(flags.symbols);
  const scales = scalesOf(flags.tick, flags.lot);
  const seed = wholeNumber("--seed", flags.seed, 0, 0xffff_ffff);
  const events = wholeNumber("--events", flags.events, 1, MAX_SIMULATED_EVENTS);
  if (files.length === 0) {
    return { kind: "simulated", seed, events, symbols: symbols ?? DEFAULT_SYMBOLS };
  }
  const recognised = await recogniseAll(files, flags.format);
  const bars = { label: oneOf("--bar-label", flags.barLabel, BAR_LABELS), zone: zoneOf(flags) };
  return { kind: "files", files: recognised, symbols, scales, bars };
}

function zoneOf({ barZone }: InputFlags): string | undefined {
  if (barZone === undefined || isTimeZone(barZone)) return barZone;
  throw new UserError(`--bar-zone ${barZone}: must be a zone such as America/New_York or +01:00`);
}

async function recogniseAll(
  paths: readonly string[],
  format: string | undefined,
): Promise<{ path: string; format: Format }[]> {
  const given = format === undefined ? undefined : oneOf("--format", format, FORMATS);
  const files = [];
  for (const path of paths) files.push({ path, format: given ?? await recogniseFormat(path) });
  return files;
}
