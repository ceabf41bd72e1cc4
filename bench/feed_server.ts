/**
 * A venue for benchmarks, as a program of its own: a Binance of one symbol whose frames lie ready in
 * memory, written to a loopback socket as fast as it takes them or at a steady rate.
 *
 * ```text
 *   GET /api/v3/exchangeInfo, /time, /depth     what a feed asks
 *   GET /go?frames=200000&rate=0                the newest socket gets so many frames; rate 0 = at full speed
 *   anything that upgrades                      a socket; its first frame comes at once
 * ```
 */
import { makeFeedFrames, snapshotText } from "./inputs/feed_frames.ts";

const SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** How often a steady rate is kept up. */
const STEP_MILLIS = 5;
const WRITE_BYTES = 1 << 20;

const { bytes, froms } = makeFeedFrames(Number(Deno.args[0]));
let newest: Deno.TcpConn | undefined;
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(listener.addr.port);
for await (const connection of listener) {
  serve(connection).catch(() => {
    // The client has gone, which is how every run ends.
  });
}

async function serve(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return connection.close();
    const request = new TextDecoder().decode(buffer.subarray(0, count));
    const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1];
    if (key === undefined) await answer(connection, request);
    else {
      await upgrade(connection, key);
      break;
    }
  }
  await write(connection, bytes.subarray(froms[0], froms[1]));
  newest = connection;
  while (await connection.read(buffer) !== null);
  connection.close();
}

async function answer(connection: Deno.TcpConn, request: string): Promise<void> {
  const url = new URL(request.split(" ")[1], "http://venue");
  const body = bodyOf(url);
  await text(
    connection,
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  if (url.pathname !== "/go") return;
  const frames = Number(url.searchParams.get("frames"));
  const rate = Number(url.searchParams.get("rate"));
  if (newest !== undefined) {
    play(newest, frames, rate).catch(() => {
      // It has gone in the middle.
    });
  }
}

function bodyOf({ pathname }: URL): string {
  if (pathname.endsWith("/depth")) return snapshotText();
  if (pathname.endsWith("/time")) return JSON.stringify({ serverTime: Date.now() });
  const filters = [
    { filterType: "PRICE_FILTER", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", stepSize: "0.00001000", maxQty: "9000.00000000" },
  ];
  return JSON.stringify({ symbols: [{ symbol: "BTCUSDT", status: "TRADING", filters }] });
}

async function upgrade(connection: Deno.TcpConn, key: string): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + SUFFIX));
  const accept = new Uint8Array(digest).toBase64();
  await text(
    connection,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

/** Frame 0 was sent with the handshake. */
async function play(socket: Deno.TcpConn, frames: number, rate: number): Promise<void> {
  if (rate === 0) return await write(socket, bytes.subarray(froms[1], froms[1 + frames]));
  const startedMillis = performance.now();
  for (let sent = 0; sent < frames;) {
    const due = Math.min(frames, Math.floor((performance.now() - startedMillis) / 1_000 * rate));
    if (due > sent) await write(socket, bytes.subarray(froms[1 + sent], froms[1 + due]));
    sent = due;
    await new Promise((resolve) => setTimeout(resolve, STEP_MILLIS));
  }
}

async function write(connection: Deno.TcpConn, what: Uint8Array): Promise<void> {
  for (let at = 0; at < what.length;) {
    at += await connection.write(what.subarray(at, at + WRITE_BYTES));
  }
}

function text(connection: Deno.TcpConn, what: string): Promise<void> {
  return write(connection, new TextEncoder().encode(what));
}
