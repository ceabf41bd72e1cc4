/**
 * One line of a session capture: a JSON object whose `data` is what the venue said, as a JSON string
 * inside JSON. Received frames, nearly all lines, are cut apart and unescaped by bytes into a reused
 * buffer; every other line, and every surprise, goes through JSON.parse.
 *
 * ```text
 *   {"t":"recv","conn":"BINANCE.ws.1","ts":1633998512.0633569,"data":"{\"stream\":…}"}
 * ```
 *
 * Hot path: no allocation for received frames (the buffer grows by doubling, and stays).
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";

const DECLINED = -1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const ZERO = 0x30;
const POINT = 0x2e;
const NANO_DIGITS = 9;
const SECOND_DIGITS = 10;
const FIRST_PAYLOAD_BYTES = 65_536;

const RECEIVED_HEAD = ascii('{"t":"recv","conn":"');
const TIME_HEAD = ascii('","ts":');
const DATA_HEAD = ascii(',"data":"');
const TAIL = ascii('"}');

/** The line's own time, as text, to lose no digit; keys inside `data` have escaped quotes. */
const TIME_TEXT = /"(?:ts|recorded)":\s*(\d{10})(?:\.(\d+))?/;

/** What a line is about. */
export type LineKind =
  | "recv"
  | "http"
  | "connect"
  | "disconnect"
  | "close"
  | "send"
  | "tick"
  | "restart"
  | "header"
  | "unknown";

export class CaptureLine {
  kind: LineKind = "unknown";
  /** Connection name: `bytes[connFrom..connTo)` of the line for received frames. */
  connBytes: Uint8Array = new Uint8Array(0);
  connFrom = 0;
  connTo = 0;
  /** What the venue said: `payload[0..payloadLength)`. */
  payload: Uint8Array = new Uint8Array(FIRST_PAYLOAD_BYTES);
  payloadLength = 0;
  /** Address of an http request; empty otherwise. */
  url = "";
  /** Other fields of lines that are not received frames. */
  fields: Readonly<Record<string, unknown>> = {};
  #seconds = 0;
  #nanos = 0;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();

  /** @returns false when the line is no capture line */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#received(bytes, from, to) || this.#other(bytes, from, to);
  }

  /** Whole milliseconds since 1970. */
  get millis(): number {
    return this.#seconds * 1_000 + Math.floor(this.#nanos / NANOS_PER_MILLI);
  }

  /** Nanoseconds since an epoch of whole seconds, exact. */
  nanosSince(epochMillis: number): number {
    return (this.#seconds - epochMillis / 1_000) * NANOS_PER_SECOND + this.#nanos;
  }

  #received(bytes: Uint8Array, from: number, to: number): boolean {
    if (!startsWith(bytes, from, to, RECEIVED_HEAD)) return false;
    const connFrom = from + RECEIVED_HEAD.length;
    let at = connFrom;
    while (at < to && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
    const connTo = at;
    if (!startsWith(bytes, at, to, TIME_HEAD)) return false;
    at = this.#time(bytes, at + TIME_HEAD.length, to);
    if (at === DECLINED || !startsWith(bytes, at, to, DATA_HEAD)) return false;
    const end = this.#unescape(bytes, at + DATA_HEAD.length, to);
    if (end === DECLINED || end + TAIL.length !== to || !startsWith(bytes, end, to, TAIL)) {
      return false;
    }
    this.kind = "recv";
    this.connBytes = bytes;
    this.connFrom = connFrom;
    this.connTo = connTo;
    return true;
  }

  /** Seconds since 1970 with up to nine digits of fraction; further digits are cut off. */
  #time(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let seconds = 0;
    while (at < to && (bytes[at] - ZERO) >>> 0 <= 9) seconds = seconds * 10 + bytes[at++] - ZERO;
    if (at - from !== SECOND_DIGITS) return DECLINED;
    let nanos = 0;
    let kept = 0;
    if (bytes[at] === POINT) {
      at++;
      for (; at < to && (bytes[at] - ZERO) >>> 0 <= 9; at++) {
        if (kept === NANO_DIGITS) continue;
        nanos = (Math.imul(nanos, 10) + bytes[at] - ZERO) | 0;
        kept++;
      }
    }
    for (; kept < NANO_DIGITS; kept++) nanos *= 10;
    this.#seconds = seconds;
    this.#nanos = nanos;
    return at;
  }

  /** Copies a JSON string without its escapes into the payload. @returns its closing quote */
  #unescape(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > this.payload.length) this.#grow(to - from);
    const payload = this.payload;
    let length = 0;
    for (let at = from; at < to; at++) {
      let byte = bytes[at];
      if (byte === QUOTE) {
        this.payloadLength = length;
        return at;
      }
      if (byte < 0x20) return DECLINED;
      if (byte === BACKSLASH) {
        byte = unescaped(bytes[++at]);
        if (byte === 0) return DECLINED;
      }
      payload[length++] = byte;
    }
    return DECLINED;
  }

  #other(bytes: Uint8Array, from: number, to: number): boolean {
    const text = this.#decoder.decode(bytes.subarray(from, to));
    const value = parseObject(text);
    if (value === undefined || typeof value.t !== "string") return false;
    this.kind = kindOf(value.t);
    this.fields = value;
    this.url = typeof value.url === "string" ? value.url : "";
    this.connBytes = this.#encoder.encode(typeof value.conn === "string" ? value.conn : "");
    this.connFrom = 0;
    this.connTo = this.connBytes.length;
    const data = this.#encoder.encode(typeof value.data === "string" ? value.data : "");
    if (data.length > this.payload.length) this.#grow(data.length);
    this.payload.set(data);
    this.payloadLength = data.length;
    const time = TIME_TEXT.exec(text);
    this.#seconds = Number(time?.[1] ?? 0);
    this.#nanos = Number((time?.[2] ?? "").slice(0, NANO_DIGITS).padEnd(NANO_DIGITS, "0"));
    return time !== null || this.kind === "header";
  }

  #grow(wanted: number): void {
    this.payload = new Uint8Array(Math.max(wanted, this.payload.length * 2));
  }
}

/** The byte that a one-letter escape stands for; 0 = not one that needs no thought. */
function unescaped(letter: number): number {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return letter;
    case 0x6e:
      return 0x0a;
    case 0x74:
      return 0x09;
    case 0x72:
      return 0x0d;
    default:
      return 0;
  }
}

function kindOf(t: string): LineKind {
  switch (t) {
    case "recv":
    case "http":
    case "connect":
    case "disconnect":
    case "close":
    case "tick":
    case "restart":
    case "send":
    case "header":
      return t;
    default:
      return "unknown";
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, at: number, to: number, text: Uint8Array): boolean {
  if (at + text.length > to) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text[i]) return false;
  }
  return true;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
