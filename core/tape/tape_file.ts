/** A tape's file: bytes from anywhere in it, and the errors that name where it is damaged. */
import { messageOf, UserError } from "../base/errors.ts";

/** The tape is damaged: bytes that were whole once are not what was written. */
export class TapeDamage extends UserError {
  /**
   * @param path the tape
   * @param part "block 3", "index", …
   * @param byte where that part starts in the file
   * @param text what was found and what would be right
   */
  constructor(
    path: string,
    readonly part: string,
    readonly byte: number,
    readonly text: string,
  ) {
    super(`${path}: ${part} at byte ${byte}: ${text}`);
  }
}

export class TapeFile {
  readonly path: string;
  readonly size: number;
  readonly #file: Deno.FsFile;

  /** @throws UserError when the path cannot be read, or is no file */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = Deno.openSync(path);
    } catch (thrown) {
      throw new UserError(`${path}: cannot open the tape: ${messageOf(thrown)}`);
    }
    const info = this.#file.statSync();
    this.size = info.size;
    if (!info.isFile) {
      this.#file.close();
      throw new UserError(`${path}: is no file; a tape is one`);
    }
  }

  /** Fills `target` from byte `offset` on. @returns bytes read: fewer only at the end of the file */
  readAt(offset: number, target: Uint8Array): number {
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < target.length) {
      const count = this.#file.readSync(target.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return filled;
  }

  close(): void {
    this.#file.close();
  }
}
