/**
 * Cuts a byte stream into blocks of whole lines. Lines stay where they were read; only one that
 * straddles two chunks is copied, and becomes a block of its own. Every line of every block ends in
 * a newline, so that parsers need not look for the end of the block at every byte.
 *
 * ```text
 *   chunk    …aaa\nbbb\ncc│cc\nddd\n…
 *   blocks   [aaa\nbbb\n] [cccc\n] [ddd\n…]
 * ```
 *
 * Memory: one chunk, and a carry for the straddling line of at most MAX_LINE_BYTES.
 */
import { UserError } from "../../base/errors.ts";
import { MAX_LINE_BYTES } from "../../base/limits.ts";
import type { ByteStream } from "./byte_stream.ts";

const NEWLINE = 10;
const FIRST_CARRY_BYTES = 4_096;

export class LineBlocks {
  readonly stream: ByteStream;
  /** The block is `bytes[from..to)`, valid until the next {@link fill}. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  /** True once the block's last line is the file's last and had no newline: it may be cut off. */
  cut = false;
  readonly #maxLineBytes: number;
  #chunk: Uint8Array = new Uint8Array(0);
  /** First byte of the chunk that was not served yet. */
  #chunkFrom = 0;
  #carry = new Uint8Array(FIRST_CARRY_BYTES);
  #carryLength = 0;

  constructor(stream: ByteStream, maxLineBytes: number = MAX_LINE_BYTES) {
    this.stream = stream;
    this.#maxLineBytes = maxLineBytes;
  }

  /**
   * Makes the next block current.
   * @param lineNumber of the block's first line, for error messages
   * @returns false at the end
   * @throws UserError when the stream is damaged or a line too long
   */
  async fill(lineNumber: number): Promise<boolean> {
    while (!this.#serveChunk()) {
      this.#append(this.#chunk.length, lineNumber);
      const chunk = await this.stream.next();
      if (chunk === undefined) return this.#serveEnd();
      this.#chunk = chunk;
      this.#chunkFrom = 0;
      if (this.#carryLength === 0) continue;
      const newline = chunk.indexOf(NEWLINE);
      if (newline < 0) continue;
      this.#append(newline + 1, lineNumber);
      return this.#serveCarry();
    }
    return true;
  }

  /** Serves the whole lines that the chunk still holds. */
  #serveChunk(): boolean {
    if (this.#carryLength > 0) return false;
    const to = this.#chunk.lastIndexOf(NEWLINE) + 1;
    if (to <= this.#chunkFrom) return false;
    this.bytes = this.#chunk;
    this.from = this.#chunkFrom;
    this.to = to;
    this.#chunkFrom = to;
    return true;
  }

  #serveCarry(): boolean {
    this.bytes = this.#carry;
    this.from = 0;
    this.to = this.#carryLength;
    this.#carryLength = 0;
    return this.to > 0;
  }

  /** Serves what is left when the stream is over: a line without its newline, which it gets. */
  #serveEnd(): boolean {
    if (this.#carryLength === 0) return this.#serveCarry();
    this.cut = true;
    this.#reserve(this.#carryLength + 1);
    this.#carry[this.#carryLength++] = NEWLINE;
    return this.#serveCarry();
  }

  /** Moves the chunk's bytes up to `to` into the carry. */
  #append(to: number, lineNumber: number): void {
    const count = to - this.#chunkFrom;
    const length = this.#carryLength + count;
    if (length > this.#maxLineBytes) {
      throw new UserError(
        `${this.stream.name} line ${lineNumber}: longer than ${this.#maxLineBytes} bytes; ` +
          `this is no text of lines`,
      );
    }
    this.#reserve(length);
    this.#carry.set(this.#chunk.subarray(this.#chunkFrom, to), this.#carryLength);
    this.#carryLength = length;
    this.#chunkFrom = to;
  }
  #reserve(bytes: number): void {
    if (bytes <= this.#carry.length) return;
    const grown = new Uint8Array(Math.max(bytes, this.#carry.length * 2));
    grown.set(this.#carry.subarray(0, this.#carryLength));
    this.#carry = grown;
  }
}
