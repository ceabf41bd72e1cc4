/** Faults on request: each does what its name says, where it was asked for, and nowhere else. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { faultRuleOf, faultRuleOfText } from "../../exchange/practice/fault_rule.ts";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";
import { Client, Listener } from "./client.ts";

const ORDER = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };

async function withExchange(
  body: (client: Client, exchange: LocalExchange) => Promise<void>,
): Promise<void> {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 6, eventsPerSecond: 2_000 });
  try {
    await body(new Client(exchange), exchange);
  } finally {
    await exchange.stop();
  }
}

function fault(client: Client, kind: string, fields: object = {}): Promise<unknown> {
  return client.practice("POST", "faults", { kind, ...fields });
}

Deno.test("an order that times out after acceptance lives, and is counted as received", () =>
  withExchange(async (client) => {
    await fault(client, "timeout", { match: "POST /api/v3/order", count: 1, millis: 50 });
    const fields = { ...ORDER, price: "50000", quantity: "0.01", newClientOrderId: "ghost" };
    await assert.rejects(client.signed("POST", "/api/v3/order", fields));
    const found = await client.signed("GET", "/api/v3/order", {
      symbol: "BTCUSDT",
      origClientOrderId: "ghost",
    });
    assert.equal(found.json.status, "NEW");
    const { spot } = await client.practice("GET", "state");
    assert.deepEqual(spot.accounts[0].received, { ghost: 1 });
  }));

Deno.test("an order whose request is dropped never existed", () =>
  withExchange(async (client) => {
    await fault(client, "drop", { match: "POST", count: 1 });
    const fields = { ...ORDER, price: "50000", quantity: "0.01", newClientOrderId: "lost" };
    await assert.rejects(client.signed("POST", "/api/v3/order", fields));
    const found = await client.signed("GET", "/api/v3/order", {
      symbol: "BTCUSDT",
      origClientOrderId: "lost",
    });
    assert.equal(found.json.code, -2013);
  }));

Deno.test("answers come late, wrong, as HTML, as a redirect, or as a server's error", () =>
  withExchange(async (client, { restUrl }) => {
    const ask = () => fetch(`${restUrl}/api/v3/time`, { redirect: "manual" });
    await fault(client, "delay", { millis: 120, count: 1 });
    const before = performance.now();
    await (await ask()).text();
    assert.ok(performance.now() - before >= 115);
    await fault(client, "html", { count: 1 });
    assert.match(await (await ask()).text(), /^<html>/);
    await fault(client, "redirect", { count: 1 });
    const redirect = await ask();
    assert.equal(redirect.status, 302);
    await redirect.body?.cancel();
    await fault(client, "error", { code: 503, count: 1 });
    assert.equal((await ask()).status, 503);
    await fault(client, "reject", { code: -1003, count: 1 });
    assert.equal((await (await ask()).json()).code, -1003);
    await fault(client, "cut", { count: 1 });
    await assert.rejects(ask().then((response) => response.text()));
    await fault(client, "corrupt", { count: 1 });
    const [sound, broken] = await Promise.all([ask(), ask()].map(async (a) => (await a).text()));
    assert.notEqual(sound.replace(/\d/g, "0"), broken.replace(/\d/g, "0"));
  }));

Deno.test("the exchange's clock is as far off as it is told to be", () =>
  withExchange(async (client) => {
    await fault(client, "clock", { millis: -10_000 });
    const { json } = await client.get("/api/v3/time");
    assert.ok(Math.abs(json.serverTime - Date.now() + 10_000) < 1_000);
    assert.equal((await client.signed("GET", "/api/v3/account")).json.code, -1021);
    await client.practice("DELETE", "faults");
    assert.equal((await client.signed("GET", "/api/v3/account")).status, 200);
  }));

Deno.test("messages of a stream are dropped, doubled and swapped", () =>
  withExchange(async (client, exchange) => {
    const stream = new Listener(`${exchange.futuresWsUrl}/ws/btcusdt@depth@0ms`);
    await stream.next("a first message", () => true);
    for (const kind of ["drop", "duplicate", "reorder"]) {
      await fault(client, kind, { where: "market", match: "@depth", count: 1 });
      const from = stream.messages.length;
      await stream.next(`ten messages after ${kind}`, () => stream.messages.length > from + 10);
    }
    const ids = stream.messages.map(({ u, pu }) => [pu, u]);
    const breaks = ids.flatMap(([pu], i) => i > 0 && pu !== ids[i - 1][1] ? [i] : []);
    // One hole, one repetition with its way back, one swap that breaks three joints.
    assert.ok(breaks.length >= 4 && breaks.length <= 6, `${breaks.length} breaks`);
    const sorted = ids.map(([, u]) => u).sort((a, b) => a - b);
    assert.equal(sorted.filter((u, i) => u === sorted[i - 1]).length, 1);
    await stream.close();
  }));

Deno.test("a stream that stalls is open and silent, and then tells everything", () =>
  withExchange(async (client, exchange) => {
    const stream = new Listener(`${exchange.futuresWsUrl}/ws/btcusdt@depth@0ms`);
    await stream.next("a first message", () => true);
    await fault(client, "stall", { where: "market", count: 1, millis: 300 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const silent = stream.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(stream.messages.length, silent);
    assert.equal(stream.socket.readyState, WebSocket.OPEN);
    await stream.next("what was held back", () => stream.messages.length > silent + 20);
    const ids = stream.messages.map(({ u, pu }) => [pu, u]);
    // What the fault struck is lost itself; everything after it came, in order.
    assert.ok(ids.filter(([pu], i) => i > 0 && pu !== ids[i - 1][1]).length <= 1);
    await stream.close();
  }));

Deno.test("connections are cut and closed", () =>
  withExchange(async (client, exchange) => {
    const cut = new Listener(`${exchange.spotWsUrl}/ws/btcusdt@trade`);
    await cut.opened;
    await fault(client, "cut", { where: "market", count: 1 });
    assert.equal((await cut.closed).wasClean, false);
    const closed = new Listener(`${exchange.spotWsUrl}/ws/btcusdt@trade`);
    await closed.opened;
    await fault(client, "close", { where: "market", count: 1 });
    assert.equal((await closed.closed).code, 1001);
  }));

Deno.test("a fault's text and JSON say the same; what cannot be is named", () => {
  assert.deepEqual(
    faultRuleOfText("drop:where=market,match=btc,chance=0.5"),
    faultRuleOf({ kind: "drop", where: "market", match: "btc", chance: 0.5 }),
  );
  for (
    const text of ["fly", "drop:chance=2", "drop:when=now", "html:where=market", "cut:count=x"]
  ) {
    assert.throws(() => faultRuleOfText(text), UserError, text);
  }
});
