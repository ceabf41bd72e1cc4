/**
 * Cuts the messages of a WebSocket (RFC 6455, the client's side) out of the bytes that a socket
 * delivers, in place: what is looked at lies in the buffer that the socket was read into.
 *
 * ```text
 *   buffer   consumed │ message │ message │ part of one │ room to read into
 *                     ╰ #at                             ╰ #end
 * ```
 *
 * Servers do not mask, and extensions were not asked for, so reserved bits (compression) are a fault:
 * a bomb has nothing to unpack it here. A message beyond its limit is a fault before it is read.
 *
 * Hot path: no allocation, except for messages in fragments and when the buffer grows.
 */

/** More bytes are needed. */
export const CUT_MORE = 0;
/** What arrived is no WebSocket, or too large: see {@link FrameCutter.fault}. */
export const CUT_FAULT = -1;
/** Opcodes of RFC 6455, section 5.2. */
export const CUT_TEXT = 1;
export const CUT_BINARY = 2;
export const CUT_CLOSE = 8;
export const CUT_PING = 9;
export const CUT_PONG = 10;

const CONTINUATION = 0;
const FIN = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MAX_CONTROL_BYTES = 125;
const LONGEST_HEAD = 10;
const FIRST_BYTES = 262_144;
/** Least room that a read is given: shorter reads cost more than the move that makes the room. */
const MIN_ROOM = 65_536;

export class FrameCutter {
  readonly #maxBytes: number;
  #buffer: Uint8Array = new Uint8Array(FIRST_BYTES);
  #at = 0;
  #end = 0;
  /** Fragments of a message that has not ended. */
  #parts: Uint8Array = new Uint8Array(0);
  #partsLength = 0;
  /** Opcode of that message; 0 = there is none. */
  #partsKind = 0;
  /** The message that {@link next} found: `bytes[from..to)`, until the next call of anything. */
  bytes: Uint8Array = this.#buffer;
  from = 0;
  to = 0;
  /** What is wrong with the stream. */
  fault = "";

  /** @param maxBytes longest message that is accepted */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Where to read more bytes into. Only after {@link next} said {@link CUT_MORE}. */
  room(): Uint8Array {
    if (this.#at === this.#end) {
      this.#at = 0;
      this.#end = 0;
    }
    if (this.#buffer.length - this.#end < MIN_ROOM) this.#makeRoom();
    return this.#buffer.subarray(this.#end);
  }

  /** So many bytes were read into {@link room}. */
  filled(count: number): void {
    this.#end += count;
  }

  /** Takes bytes that came before: with the answer to the handshake. */
  put(bytes: Uint8Array): void {
    while (this.#buffer.length - this.#end < bytes.length) this.#makeRoom();
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Makes the next message current. @returns its CUT_* kind */
  next(): number {
    for (;;) {
      const buffer = this.#buffer;
      const have = this.#end - this.#at;
      if (have < 2) return CUT_MORE;
      const first = buffer[this.#at];
      const second = buffer[this.#at + 1];
      const opcode = first & 0x0f;
      if ((first & RESERVED) !== 0) return this.#fail("sets reserved bits; nothing was agreed on");
      if ((second & MASKED) !== 0) return this.#fail("masks its frames; a server must not");
      let length = second;
      let head = 2;
      if (length === LENGTH_16) {
        head = 4;
        if (have < head) return CUT_MORE;
        length = (buffer[this.#at + 2] << 8) | buffer[this.#at + 3];
      } else if (length === LENGTH_64) {
        head = LONGEST_HEAD;
        if (have < head) return CUT_MORE;
        length = 0;
        for (let i = 2; i < head; i++) length = length * 256 + buffer[this.#at + i];
      }
      const isControl = opcode >= CUT_CLOSE;
      if (length + (isControl ? 0 : this.#partsLength) > this.#maxBytes) {
        return this.#fail(`sends a message of more than ${this.#maxBytes} bytes`);
      }
      if (have < head + length) return CUT_MORE;
      const from = this.#at + head;
      this.#at = from + length;
      if (isControl && (length > MAX_CONTROL_BYTES || (first & FIN) === 0)) {
        return this.#fail("sends a control frame that is too long or in fragments");
      }
      const isWhole = (first & FIN) !== 0;
      if (isControl || (isWhole && opcode !== CONTINUATION && this.#partsKind === 0)) {
        if (!isKnown(opcode)) return this.#fail(`sends opcode ${opcode}, which is not defined`);
        this.bytes = buffer;
        this.from = from;
        this.to = from + length;
        return opcode;
      }
      const joined = this.#join(opcode, from, length, isWhole);
      if (joined !== CUT_MORE) return joined;
    }
  }

  /** Adds a fragment. @returns the message's kind once it is whole, {@link CUT_MORE} until then */
  #join(opcode: number, from: number, length: number, isLast: boolean): number {
    const opens = opcode !== CONTINUATION;
    if (opens === (this.#partsKind !== 0)) {
      return this.#fail("mixes up the fragments of its messages");
    }
    if (opens && opcode !== CUT_TEXT && opcode !== CUT_BINARY) {
      return this.#fail(`sends opcode ${opcode}, which is not defined`);
    }
    if (opens) this.#partsKind = opcode;
    const wanted = this.#partsLength + length;
    if (wanted > this.#parts.length) {
      const grown = new Uint8Array(Math.max(wanted, 2 * this.#parts.length));
      grown.set(this.#parts.subarray(0, this.#partsLength));
      this.#parts = grown;
    }
    this.#parts.set(this.#buffer.subarray(from, from + length), this.#partsLength);
    this.#partsLength = wanted;
    if (!isLast) return CUT_MORE;
    const kind = this.#partsKind;
    this.bytes = this.#parts;
    this.from = 0;
    this.to = wanted;
    this.#partsKind = 0;
    this.#partsLength = 0;
    return kind;
  }

  /** Moves what is left to the front, or into a buffer twice as large. */
  #makeRoom(): void {
    const left = this.#end - this.#at;
    if (left > this.#buffer.length / 2) {
      const grown = new Uint8Array(2 * this.#buffer.length);
      grown.set(this.#buffer.subarray(this.#at, this.#end));
      this.#buffer = grown;
    } else {
      this.#buffer.copyWithin(0, this.#at, this.#end);
    }
    this.#at = 0;
    this.#end = left;
  }

  #fail(fault: string): number {
    this.fault = fault;
    return CUT_FAULT;
  }
}

function isKnown(opcode: number): boolean {
  return opcode === CUT_TEXT || opcode === CUT_BINARY ||
    (opcode >= CUT_CLOSE && opcode <= CUT_PONG);
}
