/**
 * Decompresses gzip (of any number of members) and the raw deflate of zip archives.
 *
 * node:zlib does the work in a thread of the pool. It is fed only once everything it made has been
 * taken, so at most one chunk of input and its first few chunks of output are in memory, whatever the
 * ratio; and what precedes a damaged place is handed out before the error is thrown.
 * (DecompressionStream would expand a whole input chunk at once, and refuses a second gzip member.)
 */
import { Buffer } from "node:buffer";
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import { messageOf, UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";
import type { FileChunks } from "./file_chunks.ts";

const OUTPUT_BYTES = 1_024 * 1_024;

export class InflateStream implements ByteStream {
  readonly name: string;
  readonly #source: FileChunks;
  readonly #zlib: Gunzip | InflateRaw;
  #writing = false;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(source: FileChunks, format: "gzip" | "deflate-raw") {
    this.name = source.name;
    this.#source = source;
    const options = { chunkSize: OUTPUT_BYTES };
    this.#zlib = format === "gzip" ? createGunzip(options) : createInflateRaw(options);
    const wake = () => this.#wake?.();
    this.#zlib.on("readable", wake);
    this.#zlib.on("end", () => {
      this.#ended = true;
      wake();
    });
    this.#zlib.on("error", (error: Error) => {
      this.#failure = error;
      wake();
    });
  }

  get progress(): number {
    return this.#source.progress;
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk: Buffer | null = this.#zlib.read();
      // Not as the Buffer it is: parsers are compiled for one kind of array, and lines that straddle
      // two chunks come in a plain one.
      if (chunk !== null) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
      if (this.#failure !== undefined) throw this.#damage(this.#failure);
      if (this.#ended) return undefined;
      if (this.#writing) await new Promise<void>((resolve) => this.#wake = resolve);
      else await this.#feed();
    }
  }

  async close(): Promise<void> {
    this.#zlib.destroy();
    await this.#source.close();
  }

  async #feed(): Promise<void> {
    this.#writing = true;
    const chunk = await this.#source.next();
    // Ending is a step of its own: zlib drops what it made in the step that finds data missing.
    if (chunk === undefined) this.#zlib.end();
    else {
      this.#zlib.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), () => {
        this.#writing = false;
        this.#wake?.();
      });
    }
  }

  #damage(failure: Error): UserError {
    const at = this.#source.position;
    const early = (failure as Error & { code?: string }).code === "Z_BUF_ERROR";
    return new UserError(
      early
        ? `${this.name}: compressed data ends early at byte ${at}; the file was cut off`
        : `${this.name}: compressed data is damaged before byte ${at} (${messageOf(failure)})`,
    );
  }
}
