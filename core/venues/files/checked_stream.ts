/**
 * Checks a member of an archive against what the archive's directory says of it, at its end.
 */
import { crc32 } from "node:zlib";
import { UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";

export interface Expected {
  readonly bytes: number;
  readonly crc32: number;
}

export class CheckedStream implements ByteStream {
  readonly #inner: ByteStream;
  readonly #expected: Expected;
  #bytes = 0;
  #crc = 0;

  constructor(inner: ByteStream, expected: Expected) {
    this.#inner = inner;
    this.#expected = expected;
  }

  get name(): string {
    return this.#inner.name;
  }

  get progress(): number {
    return this.#inner.progress;
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.#inner.next();
    if (chunk === undefined) {
      this.#check();
      return undefined;
    }
    this.#bytes += chunk.length;
    this.#crc = crc32(chunk, this.#crc);
    return chunk;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #check(): void {
    const { bytes, crc32 } = this.#expected;
    if (this.#bytes === bytes && this.#crc === crc32) return;
    throw new UserError(
      `${this.name}: is damaged: its ${this.#bytes} bytes do not match the archive's checksum ` +
        `of ${bytes} bytes`,
    );
  }
}
