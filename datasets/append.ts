/**
 * Appends to a file that is not kept open for long: a dataset of a whole exchange has more parts than
 * a process may have open files, and one opening a row group costs nothing beside writing it.
 */
import { messageOf, UserError } from "../core/base/errors.ts";

export class Appender {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /**
   * Makes the file where it is missing.
   * @throws UserError when it cannot be written
   */
  constructor(path: string) {
    this.#path = path;
    this.#file = writing(path, () => Deno.openSync(path, { append: true, create: true }));
  }

  /**
   * Writes all of the bytes.
   * @throws UserError when they cannot be written: the disk is full
   */
  write(bytes: Uint8Array): void {
    writing(this.#path, () => {
      let at = 0;
      while (at < bytes.length) at += this.#file.writeSync(bytes.subarray(at));
    });
  }

  close(): void {
    this.#file.close();
  }
}

/** Appends these bytes and nothing else. */
export function appendTo(path: string, ...parts: readonly Uint8Array[]): void {
  const appender = new Appender(path);
  try {
    for (const part of parts) appender.write(part);
  } finally {
    appender.close();
  }
}

function writing<T>(path: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (thrown) {
    throw new UserError(`${path}: cannot be written (${messageOf(thrown)}); nothing is left of it`);
  }
}
