/**
 * The opening handshake of a WebSocket client (RFC 6455, section 4). Any answer but 101 is a refusal:
 * redirects are not followed, because a venue's permissions name its hosts. Cold.
 */
import type { Prng } from "../../base/prng.ts";

/** Longest head of an answer. */
const MAX_HEAD_BYTES = 16_384;
const KEY_WORDS = 4;
/** RFC 6455, section 1.3. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const HEAD_END = "\r\n\r\n";
const SHOWN_CHARACTERS = 60;

/** The venue does not speak WebSocket with us; the text says why. */
export class HandshakeRefused extends Error {
  /** HTTP status; 0 = the answer was none. */
  readonly status: number;
  /** As the venue wrote it; undefined = it did not. */
  readonly retryAfter: string | undefined;

  constructor(text: string, status = 0, retryAfter?: string) {
    super(text);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export interface Handshake {
  readonly key: string;
  readonly request: Uint8Array;
}

export function newHandshake(url: URL, random: Prng): Handshake {
  const bytes = new Uint8Array(new Uint32Array(KEY_WORDS).map(() => random.nextUint32()).buffer);
  const key = bytes.toBase64();
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "User-Agent: millrace",
  ];
  return { key, request: new TextEncoder().encode(lines.join("\r\n") + HEAD_END) };
}

/**
 * Reads the answer.
 * @returns what came behind it: the first frames
 * @throws HandshakeRefused
 */
export async function readAnswer(
  connection: { read(into: Uint8Array): Promise<number | null> },
  key: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(MAX_HEAD_BYTES);
  let length = 0;
  for (;;) {
    const count = await connection.read(bytes.subarray(length));
    if (count === null) throw new HandshakeRefused("closed the connection during the handshake");
    length += count;
    // One character a byte, so that positions in the text are positions in the bytes.
    const text = String.fromCharCode(...bytes.subarray(0, length));
    const end = text.indexOf(HEAD_END);
    if (end >= 0) {
      await checkHead(text.slice(0, end), key);
      return bytes.slice(end + HEAD_END.length, length);
    }
    if (length === bytes.length) {
      throw new HandshakeRefused(`answers the handshake with more than ${MAX_HEAD_BYTES} bytes`);
    }
  }
}

async function checkHead(head: string, key: string): Promise<void> {
  const [statusLine, ...lines] = head.split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
  const headers = new Map(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  if (status === 0) {
    throw new HandshakeRefused(
      `answers the handshake with "${statusLine.slice(0, SHOWN_CHARACTERS)}"`,
    );
  }
  if (status !== 101) {
    const target = headers.get("location");
    const where = target === undefined ? "" : ` to ${target}; redirects are not followed`;
    throw new HandshakeRefused(
      `answers the handshake with status ${status}${where}`,
      status,
      headers.get("retry-after"),
    );
  }
  if (headers.get("sec-websocket-accept") !== await acceptOf(key)) {
    throw new HandshakeRefused("answers the handshake with a wrong Sec-WebSocket-Accept", status);
  }
  if (headers.has("sec-websocket-extensions")) {
    throw new HandshakeRefused("wants an extension that nobody asked for", status);
  }
}

async function acceptOf(key: string): Promise<string> {
  const text = new TextEncoder().encode(key + ACCEPT_SUFFIX);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", text)).toBase64();
}
