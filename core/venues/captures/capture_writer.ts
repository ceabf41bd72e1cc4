/**
 * Writes a session capture while the session runs: the lines that `capture_source.ts` reads, in the
 * order in which they were decoded. Lines are collected and written in large pieces, beside the work;
 * whoever writes faster than the disk takes waits for {@link CaptureWriter.room}.
 *
 * Hot path: a received frame allocates nothing, except for a new piece every 256 KiB.
 */
import { messageOf, UserError } from "../../base/errors.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";

const PIECE_BYTES = 262_144;
/** What may wait for the disk before the session waits for it. */
const MAX_WAITING_BYTES = 16 * 1_024 * 1_024;
const NANO_DIGITS = 9;
/** Most bytes of a line besides its names and its data. */
const FRAME_BYTES = 128;
/** A byte becomes at most six: \u0000. */
const WORST_ESCAPE = 6;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const ZERO = 0x30;
const HEX = "0123456789abcdef";

const RECEIVED_HEAD = ascii('{"t":"recv","conn":"');
const TIME_HEAD = ascii('","ts":');
const DATA_HEAD = ascii(',"data":"');
const TAIL = ascii('"}\n');

/** What a line holds besides its kind and time. */
export type LineFields = Readonly<Record<string, unknown>>;

export class CaptureWriter {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  #epochMillis = 0;
  #piece = new Uint8Array(PIECE_BYTES);
  #length = 0;
  #waitingBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Why nothing more is written: the disk is full, or gone. */
  #failure: string | undefined;

  /** False when another session, or an earlier worker of this one, has begun the file. */
  readonly isNew: boolean;

  private constructor(path: string, file: Deno.FsFile, isNew: boolean) {
    this.#path = path;
    this.#file = file;
    this.isNew = isNew;
  }

  /**
   * Opens the file; what is in it stays, so that a worker that starts again goes on.
   * @throws UserError when it cannot be written
   */
  static async open(path: string): Promise<CaptureWriter> {
    try {
      const file = await Deno.open(path, { append: true, create: true });
      return new CaptureWriter(path, file, (await file.stat()).size === 0);
    } catch (thrown) {
      throw new UserError(`${path}: cannot be written: ${messageOf(thrown)}`);
    }
  }

  /** Times of lines are nanoseconds since this; whole seconds. */
  set epochMillis(value: number) {
    this.#epochMillis = value;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** What was decoded is kept: a received frame. @param name the connection's, plain ASCII */
  frame(name: Uint8Array, nanos: number, bytes: Uint8Array, from: number, to: number): void {
    this.#reserve(FRAME_BYTES + name.length + (to - from) * WORST_ESCAPE);
    this.#put(RECEIVED_HEAD);
    this.#put(name);
    this.#put(TIME_HEAD);
    this.#putTime(nanos);
    this.#put(DATA_HEAD);
    this.#putEscaped(bytes, from, to);
    this.#put(TAIL);
    if (this.#length >= PIECE_BYTES) this.flush();
  }

  /** Any other line; its time is written in full, because numbers of JSON would lose digits. Cold. */
  line(kind: string, nanos: number | undefined, fields: LineFields): void {
    const rest = JSON.stringify(fields).slice(1);
    const time = nanos === undefined ? "" : `"ts":${this.#timeText(nanos)}`;
    const comma = time === "" || rest === "}" ? "" : ",";
    const bytes = this.#encoder.encode(
      `{"t":${JSON.stringify(kind)},${time}${comma}${rest}\n`,
    );
    this.#reserve(bytes.length);
    this.#put(bytes);
  }

  /** Hands over to the disk what was collected. */
  flush(): void {
    if (this.#length === 0) return;
    const piece = this.#piece.subarray(0, this.#length);
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#length = 0;
    this.#waitingBytes += piece.length;
    this.#writing = this.#writing.then(async () => {
      if (this.#failure === undefined) await this.#write(piece);
      this.#waitingBytes -= piece.length;
    });
  }

  /** Resolves once the disk has caught up far enough; at once as a rule. */
  room(): Promise<void> | undefined {
    return this.#waitingBytes > MAX_WAITING_BYTES ? this.#writing : undefined;
  }

  async close(): Promise<void> {
    this.flush();
    await this.#writing;
    this.#file.close();
  }

  async #write(piece: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < piece.length;) at += await this.#file.write(piece.subarray(at));
    } catch (thrown) {
      this.#failure = `${this.#path}: cannot be written any more: ${messageOf(thrown)}`;
    }
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#piece.length) return;
    this.flush();
    if (bytes > this.#piece.length) this.#piece = new Uint8Array(bytes);
  }

  #put(bytes: Uint8Array): void {
    const piece = this.#piece;
    let at = this.#length;
    for (let i = 0; i < bytes.length; i++) piece[at++] = bytes[i];
    this.#length = at;
  }

  #putEscaped(bytes: Uint8Array, from: number, to: number): void {
    const piece = this.#piece;
    let at = this.#length;
    for (let i = from; i < to; i++) {
      const byte = bytes[i];
      if (byte === QUOTE || byte === BACKSLASH) {
        piece[at++] = BACKSLASH;
        piece[at++] = byte;
      } else if (byte >= SPACE) piece[at++] = byte;
      else at = putControl(piece, at, byte);
    }
    this.#length = at;
  }

  /** Seconds since 1970 with all nine digits. */
  #putTime(nanos: number): void {
    const piece = this.#piece;
    const wholeSeconds = Math.floor(nanos / NANOS_PER_SECOND);
    let seconds = this.#epochMillis / 1_000 + wholeSeconds;
    let fraction = nanos - wholeSeconds * NANOS_PER_SECOND;
    const from = this.#length;
    for (let i = NANO_DIGITS; i > 0; i--) {
      piece[from + 10 + i] = ZERO + fraction % 10;
      fraction = Math.floor(fraction / 10);
    }
    piece[from + 10] = 0x2e;
    for (let i = 9; i >= 0; i--) {
      piece[from + i] = ZERO + seconds % 10;
      seconds = Math.floor(seconds / 10);
    }
    this.#length = from + 11 + NANO_DIGITS;
  }

  #timeText(nanos: number): string {
    const wholeSeconds = Math.floor(nanos / NANOS_PER_SECOND);
    const fraction = nanos - wholeSeconds * NANOS_PER_SECOND;
    const seconds = this.#epochMillis / 1_000 + wholeSeconds;
    return `${seconds}.${String(fraction).padStart(NANO_DIGITS, "0")}`;
  }
}

/** A control character as JSON has it. @returns the position behind it */
function putControl(piece: Uint8Array, from: number, byte: number): number {
  const short = byte === NEWLINE ? 0x6e : byte === RETURN ? 0x72 : byte === TAB ? 0x74 : 0;
  piece[from] = BACKSLASH;
  if (short !== 0) {
    piece[from + 1] = short;
    return from + 2;
  }
  piece[from + 1] = 0x75;
  piece[from + 2] = ZERO;
  piece[from + 3] = ZERO;
  piece[from + 4] = HEX.charCodeAt(byte >> 4);
  piece[from + 5] = HEX.charCodeAt(byte & 15);
  return from + 6;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
