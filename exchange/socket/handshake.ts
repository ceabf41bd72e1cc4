/** The opening handshake of a WebSocket (RFC 6455, 4.2), read off a connection that was accepted. */
import { createHash } from "node:crypto";

const MAX_HEAD_BYTES = 16_384;
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const HEAD_END = "\r\n\r\n";

export interface OpenedSocket {
  /** Path and query that were asked for. */
  readonly url: URL;
  /** What came after the head: the first frames of a client in a hurry. */
  readonly rest: Uint8Array;
}

/**
 * Reads a request's head and answers it.
 * @returns undefined when it was no handshake: then the client has been told so
 */
export async function shakeHands(
  conn: Deno.Conn,
  accepts: (url: URL) => boolean,
): Promise<OpenedSocket | undefined> {
  const head = await readHead(conn);
  if (head === undefined) return undefined;
  const [requestLine, ...lines] = head.text.split("\r\n");
  const [method, target] = requestLine.split(" ");
  const headers = new Map(lines.map((line) => {
    const at = line.indexOf(":");
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  }));
  const key = headers.get("sec-websocket-key");
  const isUpgrade = headers.get("upgrade")?.toLowerCase() === "websocket";
  const url = URL.canParse(target ?? "", "ws://exchange") ? new URL(target, "ws://exchange") : null;
  if (method !== "GET" || !isUpgrade || key === undefined || url === null) {
    await answer(conn, "426 Upgrade Required", "This port speaks WebSocket only.\n");
    return undefined;
  }
  if (!accepts(url)) {
    await answer(conn, "404 Not Found", "No stream is served at this path.\n");
    return undefined;
  }
  const accept = createHash("sha1").update(key + MAGIC).digest("base64");
  await writeAll(
    conn,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}${HEAD_END}`,
  );
  return { url, rest: head.rest };
}

async function answer(conn: Deno.Conn, status: string, text: string): Promise<void> {
  await writeAll(
    conn,
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${text.length}${HEAD_END}${text}`,
  );
}

async function readHead(
  conn: Deno.Conn,
): Promise<{ readonly text: string; readonly rest: Uint8Array } | undefined> {
  const bytes = new Uint8Array(MAX_HEAD_BYTES);
  const decoder = new TextDecoder();
  for (let length = 0; length < MAX_HEAD_BYTES;) {
    const count = await conn.read(bytes.subarray(length));
    if (count === null) return undefined;
    length += count;
    // One character a byte: positions in the text are positions in the bytes.
    const text = String.fromCharCode(...bytes.subarray(0, length));
    const end = text.indexOf(HEAD_END);
    if (end >= 0) {
      const headText = decoder.decode(bytes.subarray(0, end));
      return { text: headText, rest: bytes.slice(end + HEAD_END.length, length) };
    }
  }
  return undefined;
}

async function writeAll(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
