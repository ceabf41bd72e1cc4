/**
 * WebSocket frames (RFC 6455, 5), on the server's side: ours go out unmasked, the client's come in
 * masked. Frames are bytes here, and not behind somebody's API, because this exchange also has to
 * send broken ones.
 *
 * ```text
 *   0       1           2 …             then, from clients
 *   FIN op  MASK len7   len16 or len64  mask key (4)   payload
 * ```
 */

export const OP_CONTINUATION = 0;
export const OP_TEXT = 1;
export const OP_BINARY = 2;
export const OP_CLOSE = 8;
export const OP_PING = 9;
export const OP_PONG = 10;

/** Clients send subscriptions and orders: nothing large. */
export const MAX_MESSAGE_BYTES = 65_536;
const FIN = 0x80;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MAX_CONTROL_BYTES = 125;

const encoder = new TextEncoder();

/** A whole message in one frame. */
export function frameOf(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const head = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = new Uint8Array(head + length);
  frame[0] = FIN | opcode;
  if (head === 2) frame[1] = length;
  else {
    const view = new DataView(frame.buffer);
    frame[1] = head === 4 ? LENGTH_16 : LENGTH_64;
    if (head === 4) view.setUint16(2, length);
    else view.setBigUint64(2, BigInt(length));
  }
  frame.set(payload, head);
  return frame;
}

export function textFrame(text: string): Uint8Array<ArrayBuffer> {
  return frameOf(OP_TEXT, encoder.encode(text));
}

export function closeFrame(code: number, reason: string): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(reason).subarray(0, MAX_CONTROL_BYTES - 2);
  const payload = new Uint8Array(2 + text.length);
  new DataView(payload.buffer).setUint16(0, code);
  payload.set(text, 2);
  return frameOf(OP_CLOSE, payload);
}

/** A client broke the protocol; the code is what the connection is closed with. */
export class FrameFault extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Takes bytes as they come and gives messages. */
export class FrameReader {
  #bytes = new Uint8Array(0);
  #opcode = OP_CONTINUATION;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  /**
   * @param take gets every message: opcode and payload, fragments put together
   * @throws FrameFault
   */
  read(bytes: Uint8Array, take: (opcode: number, payload: Uint8Array) => void): void {
    this.#bytes = this.#bytes.length === 0 ? bytes.slice() : joined([this.#bytes, bytes]);
    for (;;) {
      const used = this.#readFrame(take);
      if (used === 0) return;
      this.#bytes = this.#bytes.subarray(used);
    }
  }

  /** @returns the bytes of the frame, 0 = it is not whole yet */
  #readFrame(take: (opcode: number, payload: Uint8Array) => void): number {
    const bytes = this.#bytes;
    if (bytes.length < 2) return 0;
    const opcode = bytes[0] & 0x0f;
    const isFinal = (bytes[0] & FIN) !== 0;
    if ((bytes[0] & 0x70) !== 0) throw new FrameFault(1002, "reserved bits are set");
    if ((bytes[1] & MASKED) === 0) throw new FrameFault(1002, "a client's frame is masked");
    const length7 = bytes[1] & 0x7f;
    const headBytes = length7 < LENGTH_16 ? 2 : length7 === LENGTH_16 ? 4 : 10;
    if (bytes.length < headBytes) return 0;
    const length = lengthOf(bytes, length7);
    if (length + this.#partBytes > MAX_MESSAGE_BYTES) throw new FrameFault(1009, "too large");
    const end = headBytes + 4 + length;
    if (bytes.length < end) return 0;
    const payload = unmasked(bytes, headBytes, length);
    if (opcode >= OP_CLOSE) {
      if (!isFinal || length > MAX_CONTROL_BYTES || opcode > OP_PONG) {
        throw new FrameFault(1002, "a control frame");
      }
      take(opcode, payload);
    } else this.#part(opcode, isFinal, payload, take);
    return end;
  }

  #part(
    opcode: number,
    isFinal: boolean,
    payload: Uint8Array,
    take: (opcode: number, payload: Uint8Array) => void,
  ): void {
    if (opcode > OP_BINARY) throw new FrameFault(1002, "an opcode that does not exist");
    const continues = opcode === OP_CONTINUATION;
    if (continues === (this.#opcode === OP_CONTINUATION)) {
      throw new FrameFault(1002, "fragments out of order");
    }
    if (!continues) this.#opcode = opcode;
    this.#parts.push(payload);
    this.#partBytes += payload.length;
    if (!isFinal) return;
    const message = this.#parts.length === 1 ? payload : joined(this.#parts);
    const first = this.#opcode;
    this.#opcode = OP_CONTINUATION;
    this.#parts = [];
    this.#partBytes = 0;
    take(first, message);
  }
}

function lengthOf(bytes: Uint8Array, length7: number): number {
  if (length7 < LENGTH_16) return length7;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return length7 === LENGTH_16 ? view.getUint16(2) : Number(view.getBigUint64(2));
}

function unmasked(bytes: Uint8Array, keyAt: number, length: number): Uint8Array {
  const payload = bytes.slice(keyAt + 4, keyAt + 4 + length);
  for (let i = 0; i < length; i++) payload[i] ^= bytes[keyAt + (i & 3)];
  return payload;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
