/**
 * Replays and backtests as jobs: each a process of its own, so that neither its memory nor a crash
 * of it can touch the session. One runs at a time; the others wait.
 *
 * ```text
 *   POST /v1/jobs ─▶ queue ─▶ process ─▶ stderr: progress · stdout: result ─▶ folder of the job
 * ```
 */
import { wallMillis } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Job, JobRequest } from "../contract/research.ts";
import { ProblemError } from "../http/problem.ts";
import { isoOf } from "../views/time_view.ts";
import { jobArguments } from "./job_arguments.ts";

const MOST_WAITING = 16;
const MOST_KEPT = 64;
const MOST_ERROR_CHARS = 2_000;
const MOST_RESULT_BYTES = 32 * 1_024 * 1_024;
const PROGRESS = /(\d{1,3}) % {2}([^\n\r]*)/g;

/** How this program is started once more. */
export interface JobProgram {
  readonly program: string;
  /** In front of the command's own. */
  readonly args: readonly string[];
  /** Where results are kept. */
  readonly folder: string;
  /** Where recordings are; undefined = jobs take none. */
  readonly data: string | undefined;
}

interface KeptJob {
  state: Job["state"];
  progress: number;
  note: string;
  startedAt: string | null;
  endedAt: string | null;
  exitCode: number | null;
  error: string | null;
  readonly id: string;
  readonly createdAt: string;
  readonly request: JobRequest;
  child: Deno.ChildProcess | undefined;
}

export class JobRunner {
  readonly #program: JobProgram;
  readonly #jobs: KeptJob[] = [];
  #nextId = 1;
  #running = false;
  #closed = false;

  constructor(program: JobProgram) {
    this.#program = program;
  }

  /** Newest first, below a number. */
  list(before: number, limit: number): Job[] {
    return this.#jobs.filter(({ id }) => Number(id) < before).reverse().slice(0, limit).map(shown);
  }

  start(request: JobRequest): Job {
    if (this.#jobs.filter(({ state }) => state === "queued").length >= MOST_WAITING) {
      throw new ProblemError(429, `${MOST_WAITING} jobs wait already`);
    }
    if (request.files.length > 0 && this.#program.data === undefined) {
      throw new ProblemError(422, "files: there is no data folder; MILLRACE_DATA names one");
    }
    const job: KeptJob = {
      id: String(this.#nextId++),
      state: "queued",
      progress: 0,
      note: "",
      createdAt: isoOf(wallMillis()),
      startedAt: null,
      endedAt: null,
      exitCode: null,
      error: null,
      request,
      child: undefined,
    };
    this.#jobs.push(job);
    this.#forget();
    this.#next();
    return shown(job);
  }

  get(id: string): Job {
    return shown(this.#find(id));
  }

  /** What a finished job came to; null = it is not. */
  async result(id: string): Promise<unknown> {
    if (this.#find(id).state !== "done") return null;
    const text = await readIfThere(`${this.#folderOf(id)}/stdout.json`);
    return text === undefined ? null : JSON.parse(text);
  }

  /** The page of a finished job. */
  async report(id: string): Promise<string> {
    const page = this.#find(id).state === "done"
      ? await readIfThere(`${this.#folderOf(id)}/index.html`)
      : undefined;
    if (page === undefined) throw new ProblemError(404, `job ${id} has no page`);
    return page;
  }

  cancel(id: string): Job {
    const job = this.#find(id);
    if (job.state === "queued") this.#end(job, "cancelled");
    if (job.state === "running") {
      job.state = "cancelled";
      job.child?.kill("SIGKILL");
    }
    return shown(job);
  }

  /** Ends what runs. */
  close(): void {
    this.#closed = true;
    for (const { id, state } of this.#jobs) {
      if (state === "queued" || state === "running") this.cancel(id);
    }
  }

  #find(id: string): KeptJob {
    const job = this.#jobs.find((kept) => kept.id === id);
    if (job === undefined) throw new ProblemError(404, `there is no job ${id}`);
    return job;
  }

  #folderOf(id: string): string {
    return `${this.#program.folder}/job-${id}`;
  }

  #forget(): void {
    const over = this.#jobs.findIndex(({ endedAt }) => endedAt !== null);
    if (this.#jobs.length > MOST_KEPT && over >= 0) this.#jobs.splice(over, 1);
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const job = this.#jobs.find(({ state }) => state === "queued");
    if (job === undefined) return;
    this.#running = true;
    this.#run(job).catch((thrown) => {
      job.error = messageOf(thrown);
      this.#end(job, "failed");
    }).finally(() => {
      this.#running = false;
      this.#next();
    });
  }

  async #run(job: KeptJob): Promise<void> {
    const { program, args, data } = this.#program;
    const folder = this.#folderOf(job.id);
    await Deno.mkdir(folder, { recursive: true });
    job.state = "running";
    job.startedAt = isoOf(wallMillis());
    const child = new Deno.Command(program, {
      args: [...args, ...jobArguments(job.request, folder, data)],
      clearEnv: true,
      env: { ...passedOn(), NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    job.child = child;
    const [output, errors, { code }] = await Promise.all([
      textOf(child.stdout, MOST_RESULT_BYTES, () => {}),
      textOf(child.stderr, MOST_ERROR_CHARS, (text) => showProgress(job, text)),
      child.status,
    ]);
    job.exitCode = code;
    if (this.#jobs.find(({ id }) => id === job.id)?.state === "cancelled") {
      return this.#end(job, "cancelled");
    }
    // 1 also means: done, and a book differed or a strategy failed; its result says which.
    const isDone = code <= 1 && output.startsWith("{");
    if (isDone) await Deno.writeTextFile(`${folder}/stdout.json`, output);
    else job.error = errors.trim().split("\n").at(-1) ?? `exit code ${code}`;
    this.#end(job, isDone ? "done" : "failed");
  }

  #end(job: KeptJob, state: Job["state"]): void {
    job.state = state;
    job.endedAt = isoOf(wallMillis());
    job.child = undefined;
    if (state === "done") job.progress = 1;
  }
}

/** What a job may know of the environment: where programs and caches are, and no secret. */
function passedOn(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "NPM_CONFIG_REGISTRY"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function shown({ child: _, ...job }: KeptJob): Job {
  const hasPage = job.state === "done" && job.request.kind === "backtest";
  const report = hasPage ? `/v1/jobs/${job.id}/report` : null;
  return { ...job, kind: job.request.kind, report };
}

function showProgress(job: KeptJob, text: string): void {
  for (const [, percent, note] of text.matchAll(PROGRESS)) {
    job.progress = Math.min(1, Number(percent) / 100);
    job.note = note.trim();
  }
}

/** At most the last `most` characters are kept. */
async function textOf(
  stream: ReadableStream<Uint8Array>,
  most: number,
  onText: (text: string) => void,
): Promise<string> {
  let all = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    onText(text);
    all = (all + text).slice(-most);
  }
  return all;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}
