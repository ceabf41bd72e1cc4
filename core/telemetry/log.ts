/**
 * A session's log: one JSON object a line, in files that are rotated, and the newest lines in memory.
 * Trouble that repeats is written the first few times and then at every power of ten, with its count,
 * so that failures cannot flood.
 *
 * ```text
 *   {"at":"2026-01-05T14:30:00.123Z","level":"info","event":"started","placement":"fused"}
 * ```
 */
import { WallClock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";

export const LOG_LEVELS = ["info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  /** Undefined = lines are only kept in memory. */
  readonly path?: string | undefined;
  /** A file that grows beyond this is renamed to `<path>.1`, `.1` to `.2`, and so on. */
  readonly maxBytes?: number;
  /** Files kept beside the current one. */
  readonly keep?: number;
}

const MAX_BYTES = 8 * 1_024 * 1_024;
const KEEP = 4;
const LINES = 500;
/** Repetitions that are written one by one. */
const WRITTEN = 3;
/** Kinds of trouble that are told apart. */
const MOST_KINDS = 1_000;

export class SessionLog {
  readonly #path: string | undefined;
  readonly #maxBytes: number;
  readonly #keep: number;
  readonly #clock = new WallClock();
  readonly #encoder = new TextEncoder();
  readonly #lines: string[] = [];
  readonly #counts = new Map<string, number>();
  #file: Deno.FsFile | undefined;
  #bytes = 0;
  /** Why nothing is written to disk any more; undefined = it is. */
  failure: string | undefined;

  constructor({ path, maxBytes = MAX_BYTES, keep = KEEP }: LogOptions = {}) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#keep = keep;
  }

  /** Newest lines, oldest first. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /** How often each kind of trouble came. */
  troubles(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  write(level: LogLevel, event: string, fields: LogFields = {}): void {
    const at = new Date(this.#clock.nowMillis()).toISOString();
    const line = JSON.stringify({ at, level, event, ...fields });
    this.#lines.push(line);
    if (this.#lines.length > LINES) this.#lines.shift();
    if (this.#path !== undefined && this.failure === undefined) this.#append(`${line}\n`);
  }

  /** Something that may come again and again. @param kind what counts as the same */
  trouble(kind: string, fields: LogFields = {}): void {
    const known = this.#counts.size < MOST_KINDS || this.#counts.has(kind) ? kind : "other";
    const count = (this.#counts.get(known) ?? 0) + 1;
    this.#counts.set(known, count);
    if (count > WRITTEN && !isPowerOfTen(count)) return;
    this.write("warn", kind, { ...fields, count });
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** A full disk must not end a session: the log falls silent and says so in memory. */
  #append(line: string): void {
    const bytes = this.#encoder.encode(line);
    try {
      if (this.#file !== undefined && this.#bytes + bytes.length > this.#maxBytes) this.#rotate();
      this.#file ??= this.#open();
      let written = 0;
      while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
      this.#bytes += bytes.length;
    } catch (thrown) {
      this.failure = messageOf(thrown);
      this.write("error", "log cannot be written", { reason: this.failure });
    }
  }

  #open(): Deno.FsFile {
    const file = Deno.openSync(this.#path!, { append: true, create: true });
    this.#bytes = file.statSync().size;
    return file;
  }

  #rotate(): void {
    this.close();
    for (let i = this.#keep; i > 0; i--) {
      const from = i === 1 ? this.#path! : `${this.#path}.${i - 1}`;
      try {
        Deno.renameSync(from, `${this.#path}.${i}`);
      } catch (thrown) {
        if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
      }
    }
  }
}

function isPowerOfTen(count: number): boolean {
  let power = 10;
  while (power < count) power *= 10;
  return power === count;
}
