/** Connections: who does not answer, does not read, or breaks the protocol is cut; time ends all. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { OP_CLOSE, OP_PING, OP_PONG, OP_TEXT } from "../../exchange/socket/frames.ts";
import { FrameFault, frameOf, FrameReader } from "../../exchange/socket/frames.ts";
import {
  type ExchangeOptions,
  type LocalExchange,
  startExchange,
} from "../../exchange/start_exchange.ts";
import { Listener } from "./client.ts";
import { clientFrame, RawSocket } from "./raw_socket.ts";

async function withExchange(
  options: ExchangeOptions,
  body: (exchange: LocalExchange) => Promise<void>,
): Promise<void> {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], eventsPerSecond: 100, ...options });
  try {
    await body(exchange);
  } finally {
    await exchange.stop();
  }
}

const closeCode = (payload: Uint8Array | undefined) => payload && payload[0] * 256 + payload[1];

Deno.test("a client that does not answer pings is cut; one that does stays", () =>
  withExchange({ pingMillis: 60, pongMillis: 120 }, async ({ spotWsUrl }) => {
    const { socket: deaf } = await RawSocket.open(`${spotWsUrl}/ws`);
    const polite = new Listener(`${spotWsUrl}/ws`);
    await polite.opened;
    assert.ok(await deaf.find(OP_PING), "a ping comes");
    assert.equal(await deaf.find(OP_CLOSE), undefined, "and then the end, without a word");
    deaf.close();
    assert.equal(polite.socket.readyState, WebSocket.OPEN);
    await polite.close();
  }));

Deno.test("a ping is answered with its own payload", () =>
  withExchange({}, async ({ spotWsUrl }) => {
    const { socket } = await RawSocket.open(`${spotWsUrl}/ws`);
    await socket.write(clientFrame(OP_PING, new TextEncoder().encode("are you there")));
    assert.equal(new TextDecoder().decode(await socket.find(OP_PONG)), "are you there");
    socket.close();
  }));

Deno.test("a connection ends after its time", () =>
  withExchange({ cutAfterMillis: 150 }, async ({ spotWsUrl }) => {
    const began = performance.now();
    const { code } = await new Listener(`${spotWsUrl}/ws/btcusdt@trade`).closed;
    assert.equal(code, 1008);
    assert.ok(performance.now() - began >= 140);
  }));

Deno.test("a client that does not read is cut, and others go on", () =>
  withExchange(
    { eventsPerSecond: 20_000, queueBytes: 64 * 1_024 },
    async ({ exchange, futuresWsUrl }) => {
      const streams = "btcusdt@depth@0ms/btcusdt@trade/btcusdt@bookTicker";
      const { socket: slow } = await RawSocket.open(`${futuresWsUrl}/stream?streams=${streams}`);
      const quick = new Listener(`${futuresWsUrl}/stream?streams=${streams}`);
      await quick.opened;
      const until = performance.now() + 20_000;
      while (exchange.connections.length > 1 && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal(exchange.connections.length, 1);
      slow.close();
      const seen = quick.messages.length;
      await quick.next("more messages", () => quick.messages.length > seen + 100);
      await quick.close();
    },
  ));

Deno.test("who breaks the protocol is told how, and cut", () =>
  withExchange({}, async ({ spotWsUrl }) => {
    const text = new TextEncoder().encode("{}");
    const cases: readonly (readonly [bytes: Uint8Array, code: number])[] = [
      [clientFrame(OP_TEXT, text, false), 1002],
      [clientFrame(OP_TEXT, new Uint8Array([0xff, 0xfe])), 1007],
      [clientFrame(2, text), 1003],
      [clientFrame(0, text), 1002],
      [clientFrame(11, text), 1002],
      [new Uint8Array([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]), 1009],
    ];
    for (const [bytes, code] of cases) {
      const { socket } = await RawSocket.open(`${spotWsUrl}/ws`);
      await socket.write(bytes);
      assert.equal(closeCode(await socket.find(OP_CLOSE)), code);
      socket.close();
    }
  }));

Deno.test("what is no handshake, or asks for a path without streams, is answered as HTTP", () =>
  withExchange({}, async ({ spotWsUrl }) => {
    const plain = await RawSocket.open(`${spotWsUrl}/ws`, "");
    assert.match(plain.status, /426/);
    plain.socket.close();
    const nowhere = await RawSocket.open(`${spotWsUrl}/nowhere`);
    assert.match(nowhere.status, /404/);
    nowhere.socket.close();
  }));

Deno.test("FrameReader gives the messages that were sent, however the bytes are cut up", () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(parts, fc.array(fc.integer({ min: 1, max: 50 })), (payloads, cuts) => {
    const bytes = payloads.flatMap((payload) => [...clientFrame(OP_TEXT, payload)]);
    const reader = new FrameReader();
    const got: Uint8Array[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = cuts.length === 0 ? bytes.length : cuts[i % cuts.length];
      reader.read(Uint8Array.from(bytes.slice(at, at + size)), (_, payload) => got.push(payload));
      at += size;
    }
    assert.deepEqual(got, payloads.map((payload) => Uint8Array.from(payload)));
  }));
});

Deno.test("FrameReader survives any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    try {
      new FrameReader().read(bytes, () => {});
    } catch (thrown) {
      assert.ok(thrown instanceof FrameFault, String(thrown));
    }
  }));
});

Deno.test("frameOf() writes lengths as the protocol has them", () => {
  for (const length of [0, 125, 126, 65_535, 65_536]) {
    const frame = frameOf(OP_TEXT, new Uint8Array(length));
    assert.equal(frame.length - length, length < 126 ? 2 : length < 65_536 ? 4 : 10);
  }
});
