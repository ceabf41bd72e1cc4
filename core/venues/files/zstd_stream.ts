/**
 * Decompresses Zstandard, of any number of frames. Output is at most a few blocks of 128 KiB for
 * every piece of input.
 *
 * fzstd does the work, because Deno's node:zlib of today ends silently where a zstd file is cut or
 * a second frame begins, and throws past every handler where one is damaged.
 *
 * Broken structure is found, a flipped bit within the data may not be: the content checksum that a
 * frame can carry is not verified, because fzstd skips it and does not say where a frame's output
 * ends. That would take a walk over the frame and block headers of our own, and XXH64.
 */
import { Decompress } from "fzstd";
import { messageOf, UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";
import type { FileChunks } from "./file_chunks.ts";

/** Small, so that a file of nothing but repetitions cannot swell to more than is reasonable. */
const PIECE_BYTES = 16 * 1_024;
const EARLY_END = "unexpected EOF";

export class ZstdStream implements ByteStream {
  readonly name: string;
  readonly #source: FileChunks;
  readonly #decompress: Decompress;
  readonly #ready: Uint8Array[] = [];
  #input: Uint8Array = new Uint8Array(0);
  #inputFrom = 0;
  #ended = false;
  #failure: UserError | undefined;

  constructor(source: FileChunks) {
    this.name = source.name;
    this.#source = source;
    this.#decompress = new Decompress((chunk) => {
      if (chunk.length > 0) this.#ready.push(chunk);
    });
  }

  get progress(): number {
    return this.#source.progress;
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#ready.shift();
      if (chunk !== undefined) return chunk;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return undefined;
      await this.#feed();
    }
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  async #feed(): Promise<void> {
    if (this.#inputFrom >= this.#input.length) {
      const input = await this.#source.next();
      this.#ended = input === undefined;
      this.#input = input ?? new Uint8Array(0);
      this.#inputFrom = 0;
    }
    const to = Math.min(this.#inputFrom + PIECE_BYTES, this.#input.length);
    // A copy, because the decompressor may keep what it was given and the source reuses its memory.
    const piece = this.#input.slice(this.#inputFrom, to);
    this.#inputFrom = to;
    try {
      this.#decompress.push(piece, this.#ended);
    } catch (thrown) {
      this.#failure = this.#damage(messageOf(thrown));
    }
  }

  #damage(reason: string): UserError {
    const at = this.#source.position;
    return new UserError(
      reason === EARLY_END
        ? `${this.name}: compressed data ends early at byte ${at}; the file was cut off`
        : `${this.name}: compressed data is damaged before byte ${at} (${reason})`,
    );
  }
}
