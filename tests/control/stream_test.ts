/** Streams: what a follower gets, and what becomes of one that asks for too much or takes too little. */
import assert from "node:assert/strict";
import { READ, type Watched, watchSession } from "./watched_session.ts";

interface Message {
  readonly topic: string;
  readonly lost: number;
  // Depends on the topic.
  readonly data: unknown;
}

Deno.test("streams", async (t) => {
  const watched = await watchSession({ mostStreamsOfOne: 4 });
  try {
    await t.step(
      "a WebSocket carries the topics that were asked for",
      () => followsTopics(watched),
    );
    await t.step("a WebSocket's client changes what it follows", () => changesTopics(watched));
    await t.step("topics with positions need a token", () => guardsTopics(watched));
    await t.step("server-sent events carry the same", () => followsEvents(watched));
    await t.step("clients that vanish leave nothing behind", () => survivesVanishing(watched));
    await t.step("one address has a limited number of streams", () => limitsStreams(watched));
  } finally {
    await watched.end();
  }
});

class Follower {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  #wake = () => {};

  constructor(watched: Watched, query: string, token?: string) {
    const protocols = ["millrace.v1", ...(token === undefined ? [] : [`bearer.${token}`])];
    this.socket = new WebSocket(`${watched.url.replace("http", "ws")}/v1/ws?${query}`, protocols);
    this.socket.onmessage = ({ data }) => {
      this.messages.push(JSON.parse(data));
      this.#wake();
    };
  }

  /** The first message of a topic, those that came already included. */
  async next(topic: string, from = 0): Promise<Message> {
    while (true) {
      const found = this.messages.slice(from).find((message) => message.topic === topic);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async close(): Promise<number> {
    const closed = Promise.withResolvers<number>();
    this.socket.onclose = ({ code }) => closed.resolve(code);
    if (this.socket.readyState === WebSocket.CLOSED) return 0;
    this.socket.close();
    return await closed.promise;
  }
}

async function followsTopics(watched: Watched): Promise<void> {
  const follower = new Follower(watched, "topics=status,frames,book,trades&instruments=1&every=20");
  assert.equal((await follower.next("hello")).topic, "hello");
  const { data: frames } = await follower.next("frames") as { data: { instrumentId: number }[] };
  assert.deepEqual([...new Set(frames.map(({ instrumentId }) => instrumentId))], [1]);
  const { data: books } = await follower.next("book") as { data: { bids: unknown[] }[] };
  assert.ok(books[0].bids.length > 0);
  const { data: status } = await follower.next("status") as { data: { state: string } };
  assert.equal(status.state, "running");
  const { data: trades } = await follower.next("trades") as { data: { instrumentId: number }[] };
  assert.ok(trades.every(({ instrumentId }) => instrumentId === 1));
  const topics = new Set(follower.messages.map(({ topic }) => topic));
  assert.deepEqual([...topics].sort(), ["book", "frames", "hello", "status", "trades"]);
  assert.equal(follower.socket.protocol, "millrace.v1");
  await follower.close();
}

async function changesTopics(watched: Watched): Promise<void> {
  const follower = new Follower(watched, "topics=status");
  await follower.next("status");
  follower.socket.send(JSON.stringify({ subscribe: ["frames"], every: 16, ping: 7 }));
  assert.deepEqual((await follower.next("pong")).data, { ping: 7 });
  await follower.next("frames");
  follower.socket.send(JSON.stringify({ unsubscribe: ["frames"], ping: 8 }));
  const before = follower.messages.length;
  await follower.next("pong", before);
  const after = follower.messages.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const later = follower.messages.slice(after).map(({ topic }) => topic);
  assert.equal(later.includes("frames"), false);
  const closed = Promise.withResolvers<number>();
  follower.socket.onclose = ({ code }) => closed.resolve(code);
  follower.socket.send("not JSON");
  assert.equal(await closed.promise, 1008);
}

async function guardsTopics(watched: Watched): Promise<void> {
  const stranger = new Follower(watched, "topics=status");
  await stranger.next("status");
  stranger.socket.send(JSON.stringify({ subscribe: ["positions"] }));
  assert.deepEqual((await stranger.next("problem")).data, {
    status: 401,
    detail: "a token with scope read is needed",
  });
  await stranger.close();
  const refused = await fetch(`${watched.url}/v1/stream?topics=orders`);
  assert.equal(refused.status, 401);
  await refused.body?.cancel();
  const reader = new Follower(watched, "topics=positions,orders,log,pnl", READ);
  assert.deepEqual((await reader.next("positions")).data, []);
  assert.deepEqual((await reader.next("orders")).data, []);
  await reader.close();
}

async function followsEvents(watched: Watched): Promise<void> {
  const response = await fetch(`${watched.url}/v1/stream?topics=frames&every=16`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.split("\n\n").length > 4) break;
  }
  const events = text.split("\n\n").slice(0, 4).map((event) => event.split("\n"));
  assert.deepEqual(events.map(([name]) => name), [
    "event: hello",
    "event: frames",
    "event: frames",
    "event: frames",
  ]);
  for (const [, data] of events) assert.ok(JSON.parse(data.replace("data: ", "")).at > 0);
}

async function survivesVanishing(watched: Watched): Promise<void> {
  const { hostname, port } = new URL(watched.url);
  for (let i = 0; i < 30; i++) {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const path = i % 2 === 0 ? "/v1/stream" : "/v1/ws";
    const upgrade = i % 2 === 0
      ? ""
      : "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const request = `GET ${path}?topics=frames,book,pipeline&every=16 HTTP/1.1\r\n` +
      `Host: ${hostname}\r\n${upgrade}\r\n`;
    await connection.write(new TextEncoder().encode(request));
    await connection.read(new Uint8Array(200));
    connection.close();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  for (let i = 0; i < 100 && watched.server.plane.hub.clients > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(watched.server.plane.hub.clients, 0);
  assert.equal(await (await fetch(`${watched.url}/healthz`)).text(), '{"status":"ok"}');
}

async function limitsStreams(watched: Watched): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  const followers = Array.from({ length: 4 }, () => new Follower(watched, "topics=status"));
  for (const follower of followers) await follower.next("hello");
  const refused = await fetch(`${watched.url}/v1/stream?topics=status`);
  assert.equal(refused.status, 429);
  await refused.body?.cancel();
  for (const follower of followers) await follower.close();
}
