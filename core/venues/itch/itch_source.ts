/**
 * NASDAQ ITCH 5.0 files as a market source: frames messages, also those that straddle two chunks.
 *
 * The day stands in the file's name if anywhere (01302019.NASDAQ_ITCH50, ex20101224.…); without one
 * it is taken for 1970-01-01. Times are the exchange's, so the receipt time equals the venue's.
 *
 * Hot path: no allocation.
 */
import { UserError } from "../../base/errors.ts";
import type { ByteStream } from "../files/byte_stream.ts";
import { openFile } from "../files/open_file.ts";
import { fileNameOf } from "../files/file_chunks.ts";
import { dateInName, midnightMillis, NEW_YORK } from "../files/session_date.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { ItchDecoder } from "./itch_decoder.ts";
import { BYTES_BY_TYPE, looksLikeItch, PREFIX_BYTES } from "./itch_format.ts";
import { ItchMessage } from "./itch_message.ts";
import { PriceGrids } from "./price_grids.ts";

const UNKNOWN_DAY = "1970-01-01";

export class ItchSource implements MarketSource {
  readonly name: string;
  readonly #path: string;
  #stream: ByteStream | undefined;
  #context!: SourceContext;
  #decoder!: ItchDecoder;
  #midnightMillis = 0;
  /** Bytes read and not consumed: `[#at, #to)`, the next message's prefix first. */
  #bytes: Uint8Array = new Uint8Array(0);
  /** The current message, if there is one. */
  readonly #message = new ItchMessage();
  readonly #grids = new PriceGrids();
  #at = 0;
  #to = 0;
  /** Position in the file of the first byte of the buffer. */
  #bufferOffset = 0;
  /** Bytes of the current message without its prefix; 0 = none is current. */
  #length = 0;
  #sequence = 0;
  #ended = false;

  constructor(path: string) {
    this.#path = path;
    this.name = fileNameOf(path);
  }

  static fromPath(path: string): ItchSource {
    return new ItchSource(path);
  }

  async open(): Promise<number> {
    this.#stream = await openFile(this.#path);
    this.#midnightMillis = midnightMillis(dateInName(this.name) ?? UNKNOWN_DAY, NEW_YORK) ?? 0;
    await this.fill();
    if (!looksLikeItch(this.#bytes.subarray(this.#at, this.#to))) {
      throw new UserError(`${this.name}: does not start with an ITCH 5.0 message`);
    }
    await this.#grids.learn(this.#path);
    this.#message.moveTo(this.#at + PREFIX_BYTES);
    return this.#midnightMillis + Math.floor(this.#message.nanos / 1e6);
  }

  start(context: SourceContext): void {
    const midnightNanos = (this.#midnightMillis - context.epochMillis) * 1e6;
    this.#context = context;
    this.#decoder = new ItchDecoder(context, midnightNanos, this.name, this.#grids);
  }

  peek(): PeekOutcome {
    while (this.#length === 0) {
      const left = this.#to - this.#at;
      // Messages of unknown types may be as short as their type byte.
      if (left <= PREFIX_BYTES) return this.#ended ? this.#endInside(left) : PEEK_INPUT;
      const declared = (this.#bytes[this.#at] << 8) | this.#bytes[this.#at + 1];
      const known = BYTES_BY_TYPE[this.#bytes[this.#at + PREFIX_BYTES]];
      if (declared === 0 && known === 0) return this.#loseFrame();
      const length = declared === 0 ? known : declared;
      if (left < PREFIX_BYTES + length) return this.#ended ? this.#endInside(left) : PEEK_INPUT;
      this.#sequence++;
      if (length === known) this.#length = length;
      else this.#skip(length, known);
    }
    this.#message.moveTo(this.#at + PREFIX_BYTES);
    return PEEK_RECORD;
  }

  get headNanos(): number {
    return this.#decoder.nanosOf(this.#message);
  }

  emit(writer: MarketWriter): void {
    this.#context.counters.record();
    if (!this.#decoder.write(writer, this.#message, this.#sequence)) {
      const letter = letterAt(this.#bytes, this.#at + PREFIX_BYTES);
      this.#reportBad("itch-field", `type ${letter}: a side, size or price that cannot be`);
    }
    this.#at += PREFIX_BYTES + this.#length;
    this.#length = 0;
  }

  async fill(): Promise<void> {
    const chunk = await this.#stream!.next();
    if (chunk === undefined) {
      this.#ended = true;
      return;
    }
    const left = this.#to - this.#at;
    const rest = this.#bytes.subarray(this.#at, this.#to);
    this.#bufferOffset += this.#at;
    if (left + chunk.length > this.#bytes.length) {
      const grown = new Uint8Array(left + chunk.length);
      grown.set(rest);
      this.#bytes = grown;
      this.#message.wrap(grown);
    } else {
      this.#bytes.set(rest);
    }
    this.#bytes.set(chunk, left);
    this.#at = 0;
    this.#to = left + chunk.length;
  }

  get progress(): number {
    return this.#stream?.progress ?? 0;
  }

  async close(): Promise<void> {
    await this.#stream?.close();
  }

  /** The input is over; what is left is no whole message. Zero bytes are padding. */
  #endInside(left: number): PeekOutcome {
    for (let i = this.#at; i < this.#to; i++) {
      if (this.#bytes[i] === 0) continue;
      this.#reportBad("itch-cut", `the last message is cut off: ${left} bytes of it are there`);
      break;
    }
    this.#at = this.#to;
    return PEEK_END;
  }

  /** Neither length nor type tells where the message ends: nothing behind it can be read. */
  #loseFrame(): PeekOutcome {
    if (this.#onlyZeros()) return this.#endInside(0);
    const letter = letterAt(this.#bytes, this.#at + PREFIX_BYTES);
    this.#reportBad(
      "itch-frame",
      `unknown type ${letter} without a length: the rest cannot be read`,
    );
    this.#ended = true;
    this.#at = this.#to;
    return PEEK_END;
  }

  #onlyZeros(): boolean {
    for (let i = this.#at; i < this.#to; i++) {
      if (this.#bytes[i] !== 0) return false;
    }
    return this.#ended;
  }

  #skip(length: number, known: number): void {
    const letter = letterAt(this.#bytes, this.#at + PREFIX_BYTES);
    this.#context.counters.record();
    this.#reportBad(
      `itch-type-${letter}`,
      known === 0
        ? `unknown type ${letter}: left out`
        : `type ${letter} of ${length} bytes: must have ${known}`,
    );
    this.#at += PREFIX_BYTES + length;
  }

  #reportBad(key: string, text: string): void {
    const where = `${this.name} byte ${this.#bufferOffset + this.#at}`;
    this.#context.problems.report(`${key} ${this.name}`, where, text);
    this.#context.counters.badRecord();
  }
}

function letterAt(bytes: Uint8Array, at: number): string {
  const code = bytes[at];
  return code > 0x20 && code < 0x7f
    ? `"${String.fromCharCode(code)}"`
    : `0x${code.toString(16).padStart(2, "0")}`;
}
