/**
 * The client of tools/api_load.ts, a process of its own: a steady number of requests a second over
 * plain connections, and followers of the stream. Prints what came of it as JSON.
 */

interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly followers: number;
}

const CONNECTIONS = 8;
const PACE_MILLIS = 10;
const PATHS = ["/v1/status", "/v1/instruments", "/v1/instruments/0/book", "/v1/frames"];

const load: Load = JSON.parse(Deno.args[0]);
const { hostname, port } = new URL(load.url);
let answered = 0;
let bytes = 0;
let messages = 0;
let messageBytes = 0;

const sockets = Array.from({ length: load.followers }, () => {
  const topics = "status,pipeline,frames,book,trades,predictions";
  const socket = new WebSocket(
    `${load.url.replace("http", "ws")}/v1/ws?topics=${topics}&every=33`,
    ["millrace.v1"],
  );
  socket.onmessage = ({ data }) => {
    messages++;
    messageBytes += data.length;
  };
  return socket;
});
const perTick = load.requestsPerSecond * PACE_MILLIS / 1_000 / CONNECTIONS;
const endAt = performance.now() + load.seconds * 1_000;
await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => ask(i)));
for (const socket of sockets) socket.close();
console.log(JSON.stringify({ answered, bytes, messages, messageBytes }));
Deno.exit(0);

/** One connection: so many requests a tick, and all their answers. */
async function ask(number: number): Promise<void> {
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const path = PATHS[number % PATHS.length];
  const request = new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const reading = count(connection);
  let owed = 0;
  while (performance.now() < endAt) {
    owed += perTick;
    for (; owed >= 1; owed--) await connection.write(request);
    await new Promise((resolve) => setTimeout(resolve, PACE_MILLIS));
  }
  connection.close();
  await reading;
}

async function count(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(262_144);
  const decoder = new TextDecoder();
  try {
    for (let read = 0; (read = await connection.read(buffer) ?? 0) > 0;) {
      bytes += read;
      answered += decoder.decode(buffer.subarray(0, read)).split("HTTP/1.1 200").length - 1;
    }
  } catch (thrown) {
    // Closed while answers were on their way.
    if (!(thrown instanceof Deno.errors.BadResource || thrown instanceof Deno.errors.Interrupted)) {
      throw thrown;
    }
  }
}
