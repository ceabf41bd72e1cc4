/**
 * `millrace replay --verify SESSION`: runs a recorded session again and proves that every decision is
 * the same, or names the first that differs.
 */
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, UserError } from "../core/base/errors.ts";
import { judge, planProof, type Proof } from "../core/supervisor/proof.ts";
import { runSession, type SessionOptions } from "../core/supervisor/session.ts";
import {
  DEFAULT_SESSIONS,
  findSessionFolder,
  type SessionFolder,
} from "../core/supervisor/session_folder.ts";
import { readSessionRecord, type SessionRecord } from "../core/supervisor/session_record.ts";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { type EntryFields, entryFields, entryLine } from "../core/trading/journal/entry_text.ts";
import { InstrumentDirectory } from "../core/wire/directory.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { countText } from "./format.ts";
import { withInterrupt } from "./interrupt.ts";
import { servedModel } from "./model_option.ts";

const LABEL_CELLS = 12;

/** What a program reads of a proof. */
export interface ProofSummary {
  readonly session: string;
  readonly isProved: boolean;
  readonly stages: Proof["stages"];
  readonly compared: number;
  readonly commands: number;
  readonly reports: number;
  readonly controls: number;
  readonly unproved: number;
  readonly limits: readonly string[];
  readonly difference: {
    readonly entry: number;
    readonly expected: EntryFields | null;
    readonly got: EntryFields | null;
  } | null;
}

/**
 * @param ref a session's folder, or its id
 * @returns the exit code: 0 proved, 1 it differs
 */
export async function verifySession(
  ref: string,
  topology: SessionOptions["topology"],
  json: boolean,
): Promise<number> {
  const folder = findSessionFolder(ref, DEFAULT_SESSIONS);
  const record = readSessionRecord(folder);
  const plan = planProof(folder, record, await modelOf(folder, record));
  let directory: InstrumentDirectory | undefined;
  const outcome = await withInterrupt((signal) =>
    runSession({
      topology,
      job: plan.job,
      strategies: STRATEGIES,
      signal,
      onShared: (shared) => {
        directory = new InstrumentDirectory(shared.directory);
        return Promise.resolve();
      },
    })
  );
  if (outcome.interrupted) return EXIT_INTERRUPTED;
  const proof = judge(plan, outcome);
  const summary = summaryOf(proof, (id) => directory?.symbolOf(id) ?? `instrument ${id}`);
  console.log(json ? JSON.stringify(summary, undefined, 2) : proofText(summary, record, folder));
  return proof.isProved ? EXIT_OK : EXIT_FAILED;
}

/** The model that was served: it has to be the very same. */
export async function modelOf(
  { path }: SessionFolder,
  { model }: SessionRecord,
): Promise<ModelBytes | undefined> {
  if (model === null) return undefined;
  const loaded = await servedModel(model.from);
  const found = loaded?.manifest.sha256;
  if (found === model.sha256) return loaded;
  throw new UserError(
    `${path}: its session served a model with sha256 ${model.sha256}; ${model.from} has ${found}`,
  );
}

function summaryOf(proof: Proof, symbolOf: (id: number) => string): ProofSummary {
  const { session, isProved, stages, limits, verdict } = proof;
  const difference = verdict?.difference;
  const fields = (words: Int32Array | undefined) =>
    words === undefined ? null : entryFields(words, symbolOf);
  return {
    session,
    isProved,
    stages,
    compared: verdict?.compared ?? 0,
    commands: verdict?.commands ?? 0,
    reports: verdict?.reports ?? 0,
    controls: verdict?.controls ?? 0,
    unproved: verdict?.beyond ?? 0,
    limits,
    difference: difference === undefined ? null : {
      entry: difference.entry,
      expected: fields(difference.expected),
      got: fields(difference.got),
    },
  };
}

function proofText(summary: ProofSummary, record: SessionRecord, folder: SessionFolder): string {
  const { stages, difference, limits } = summary;
  const equal = stages.filter(({ expected, got }) => expected === got);
  const unequal = stages.filter(({ expected, got }) => expected !== got);
  return [
    `Millrace proof · session ${summary.session} (${record.state}) in ${folder.path}`,
    row("verdict", summary.isProved ? "PROVED: every decision came again" : "NOT PROVED"),
    ...(stages.length === 0 ? [] : [
      row("stages", `${equal.length} of ${stages.length} hashes equal`),
    ]),
    ...unequal.map(({ stage, expected, got }) => row("", `${stage} ${expected}, now ${got}`)),
    ...(record.trading === null ? [row("trading", "nobody traded")] : [
      row(
        "journal",
        `${countText(summary.compared)} entries equal: ${countText(summary.commands)} commands, ` +
          `${countText(summary.reports)} reports, ${countText(summary.controls)} controls`,
      ),
    ]),
    ...(summary.unproved > 0
      ? [row("", `${countText(summary.unproved)} more, of which nothing is proved`)]
      : []),
    ...limits.map((text) => row("note", text)),
    ...(difference === null ? [] : differenceRows(difference)),
  ].join("\n");
}

function differenceRows(difference: NonNullable<ProofSummary["difference"]>): string[] {
  const text = (entry: EntryFields | null, none: string) =>
    entry === null ? none : entryLine(entry);
  return [
    row("differs", `entry ${countText(difference.entry)} of the journal is the first`),
    row("expected", text(difference.expected, "nothing more")),
    row("got", text(difference.got, "nothing more")),
  ];
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_CELLS)}${text}`;
}
