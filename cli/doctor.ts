/** `millrace doctor`: whether this machine, its network and its keys are fit for a live session. */
import type { Command } from "commander";
import { EXIT_FAILED, EXIT_OK } from "../core/base/errors.ts";
import { DEFAULT_SESSIONS } from "../core/supervisor/session_folder.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { type Check, checkMachine } from "./doctor_machine.ts";
import { checkKeys } from "./doctor_keys.ts";
import { checkVenues } from "./doctor_venues.ts";
import { checkServices } from "./doctor_services.ts";

const EXAMPLES = `
Every check is one line: ok, warn or fail, what was found, and what to do about it. Venues that cannot be
reached are a warning unless they are named with --venue: then they are what you want to use. Keys are
looked for where "live --trade" looks for them; their rights are told, they themselves never.

Exit codes: 0 nothing failed; 1 something did; 2 bad option.`;

interface DoctorFlags {
  readonly venue: readonly string[];
  readonly out: string;
  readonly keys?: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command, exit: ExitCodeSink): void {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  program.command("doctor")
    .description("Check cores, clocks, disk, ports, venues, keys and services.")
    .option("--venue <name>", "a venue that has to be reached; several times", collect, [])
    .option("--out <folder>", "where sessions are to be kept", DEFAULT_SESSIONS)
    .option("--keys <file>", "key file to look into, as for live --trade")
    .option("--json", "print one JSON object instead of lines")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags) => exit(await doctor(flags)));
}

async function doctor(flags: DoctorFlags): Promise<number> {
  const checks: Check[] = [
    ...await checkMachine(flags.out),
    ...await checkVenues(flags.venue),
    ...await checkKeys(flags.keys),
    ...await checkServices(),
  ];
  const failed = checks.filter(({ verdict }) => verdict === "fail").length;
  const warned = checks.filter(({ verdict }) => verdict === "warn").length;
  if (flags.json) {
    console.log(JSON.stringify({ isFit: failed === 0, failed, warned, checks }, undefined, 2));
  } else {
    console.log(
      ["Millrace doctor", ...checks.map(line), "", verdictText(failed, warned)].join("\n"),
    );
  }
  return failed === 0 ? EXIT_OK : EXIT_FAILED;
}

function line({ name, verdict, found, advice }: Check): string {
  const text = advice === undefined ? found : `${found}; ${advice}`;
  return `${verdict.padEnd(6)}${name.padEnd(18)}${text}`;
}

function verdictText(failed: number, warned: number): string {
  if (failed > 0) return `not fit: ${failed} failed, ${warned} to think about`;
  return warned > 0 ? `fit, with ${warned} to think about` : "fit";
}
