/**
 * A session's folder: everything that is kept of it, under one name.
 *
 * ```text
 *   sessions/2026-01-05T14-30-00Z-7f3a/
 *     session.json   what ran, and what came of it                     session_record.ts
 *     market.tape    the market ring (…part while it runs)             recorder
 *     trading.journal   what trading saw and did                       recorder
 *     session.log    what happened, one JSON object a line             supervisor
 *     KILL           put there by anybody: throws the kill switch
 * ```
 */
import { WallClock } from "../base/clock.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { Prng } from "../base/prng.ts";

export const DEFAULT_SESSIONS = "sessions";
const SESSION_ID = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{4}$/;
const MOST_TRIES = 16;

/** Where a session's files are. */
export class SessionFolder {
  readonly id: string;
  readonly path: string;

  constructor(path: string) {
    this.path = path.replace(/\/+$/, "");
    this.id = this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get record(): string {
    return `${this.path}/session.json`;
  }

  get log(): string {
    return `${this.path}/session.log`;
  }

  get killFile(): string {
    return `${this.path}/KILL`;
  }

  /** @param part 0 = the first; a recorder that takes over from a dead one begins another */
  tape(part = 0): string {
    return `${this.path}/market${partText(part)}.tape`;
  }

  journal(part = 0): string {
    return `${this.path}/trading${partText(part)}.journal`;
  }

  /** The tape as it is found after the session, complete or not. @throws UserError when there is none */
  foundTape(): string {
    const complete = this.tape();
    const found = [complete, `${complete}.part`].find(isFile);
    if (found === undefined) throw new UserError(`${this.path}: holds no tape (market.tape)`);
    return found;
  }

  /** Undefined = nobody traded. */
  foundJournal(): string | undefined {
    return isFile(this.journal()) ? this.journal() : undefined;
  }
}

/** A name that no other session has: when it began, and four digits. */
export function newSessionId(clock = new WallClock()): string {
  const millis = clock.nowMillis();
  const time = new Date(millis).toISOString().slice(0, 19).replaceAll(":", "-");
  const digits = new Prng(Math.floor(millis * 1_000) >>> 0).nextUint32() & 0xffff;
  return `${time}Z-${digits.toString(16).padStart(4, "0")}`;
}

/**
 * Makes the folder of a new session.
 * @param sessions where sessions are kept
 * @throws UserError when it cannot be made
 */
export function createSessionFolder(sessions: string): SessionFolder {
  try {
    Deno.mkdirSync(sessions, { recursive: true });
    for (let i = 0; i < MOST_TRIES; i++) {
      const path = `${sessions}/${newSessionId()}`;
      try {
        Deno.mkdirSync(path);
        return new SessionFolder(path);
      } catch (thrown) {
        if (!(thrown instanceof Deno.errors.AlreadyExists)) throw thrown;
      }
    }
  } catch (thrown) {
    throw new UserError(`--out ${sessions}: cannot make a session's folder (${messageOf(thrown)})`);
  }
  throw new UserError(`--out ${sessions}: no free name for a session's folder`);
}

/** Sessions of a folder, oldest first. @throws UserError when it cannot be read */
export function listSessionFolders(sessions: string): SessionFolder[] {
  try {
    return [...Deno.readDirSync(sessions)]
      .filter(({ name, isDirectory }) => isDirectory && SESSION_ID.test(name))
      .map(({ name }) => new SessionFolder(`${sessions}/${name}`))
      .sort((a, b) => a.id < b.id ? -1 : 1);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return [];
    throw new UserError(`${sessions}: cannot be read (${messageOf(thrown)})`);
  }
}

/**
 * The session that a person means: a folder, or the id of one under `sessions`.
 * @throws UserError when there is none
 */
export function findSessionFolder(ref: string, sessions: string): SessionFolder {
  const paths = [ref, `${sessions}/${ref}`];
  const found = paths.map((path) => new SessionFolder(path)).find(({ record }) => isFile(record));
  if (found !== undefined) return found;
  const newest = listSessionFolders(sessions).at(-1);
  const hint = newest === undefined ? "" : `; the newest there is ${newest.id}`;
  throw new UserError(
    `session ${ref}: no folder with a session.json, here or in ${sessions}${hint}`,
  );
}

function partText(part: number): string {
  return part === 0 ? "" : `-${part + 1}`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Not there, or not for us: either way it cannot be used.
    return false;
  }
}
