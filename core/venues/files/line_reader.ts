/**
 * Reads a byte stream line by line: `peek` tells whether a line is there, `bytes[lineFrom..lineTo)`
 * is that line without its "\n" or "\r\n", `next` steps past it. Lines are not copied unless they
 * straddle two chunks. Empty lines are lines.
 *
 * ```text
 *   for (;;) { peek() === PEEK_RECORD ─▶ use the line, next()
 *              PEEK_INPUT  ─▶ await fill()
 *              PEEK_END    ─▶ close() }
 * ```
 */
import { PEEK_END, PEEK_INPUT, PEEK_RECORD, type PeekOutcome } from "../source.ts";
import type { ByteStream } from "./byte_stream.ts";
import { LineBlocks } from "./line_blocks.ts";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** Bytes looked at one by one before the engine's search is called, which costs 100 ns to enter. */
const SHORT_LINE_BYTES = 64;

export class LineReader {
  readonly #blocks: LineBlocks;
  /** Bytes around the current line; valid until the next {@link fill}. */
  bytes: Uint8Array = new Uint8Array(0);
  lineFrom = 0;
  /** End of the line, without its line break. */
  lineTo = 0;
  /** 1-based number of the current line; 0 before the first. */
  lineNumber = 0;
  /** True once the current line is the file's last and has no newline: it may have been cut. */
  cut = false;
  #nextFrom = 0;
  #blockTo = 0;
  #found = false;
  #ended = false;

  constructor(stream: ByteStream, maxLineBytes?: number) {
    this.#blocks = new LineBlocks(stream, maxLineBytes);
  }

  get name(): string {
    return this.#blocks.stream.name;
  }

  get progress(): number {
    return this.#blocks.stream.progress;
  }

  /** Makes the line after the last {@link next} current. */
  peek(): PeekOutcome {
    if (this.#found) return PEEK_RECORD;
    if (this.#nextFrom >= this.#blockTo) return this.#ended ? PEEK_END : PEEK_INPUT;
    const to = this.#findNewline();
    this.lineFrom = this.#nextFrom;
    this.lineTo = to > this.lineFrom && this.bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    this.lineNumber++;
    this.#nextFrom = to + 1;
    this.cut = this.#blocks.cut && this.#nextFrom === this.#blockTo;
    this.#found = true;
    return PEEK_RECORD;
  }

  /** Steps past the current line. */
  next(): void {
    this.#found = false;
  }

  /**
   * Reads on, after {@link peek} asked for it.
   * @throws UserError when the stream is damaged or a line too long
   */
  async fill(): Promise<void> {
    if (this.#ended || this.#found || this.#nextFrom < this.#blockTo) return;
    const blocks = this.#blocks;
    this.#ended = !await blocks.fill(this.lineNumber + 1);
    this.bytes = blocks.bytes;
    this.#nextFrom = blocks.from;
    this.#blockTo = blocks.to;
  }

  close(): Promise<void> {
    return this.#blocks.stream.close();
  }

  /** Position of the next newline: every line of a block has one. */
  #findNewline(): number {
    const bytes = this.bytes;
    const shortTo = this.#nextFrom + SHORT_LINE_BYTES;
    for (let i = this.#nextFrom; i < shortTo; i++) {
      if (bytes[i] === NEWLINE) return i;
    }
    return bytes.indexOf(NEWLINE, shortTo);
  }
}
