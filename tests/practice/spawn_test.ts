/** The exchange in a worker of its own. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { spawnExchange } from "../../exchange/spawn_exchange.ts";
import { Client, Listener } from "./client.ts";

Deno.test("spawnExchange() serves from a worker, and frees its ports when stopped", async () => {
  const exchange = await spawnExchange({ symbols: ["ETHUSDT"], seed: 9, eventsPerSecond: 2_000 });
  const client = new Client(exchange);
  const stream = new Listener(`${exchange.futuresWsUrl}/ws/ethusdt@aggTrade`);
  try {
    const trade = await stream.next("trade", ({ e }) => e === "aggTrade");
    assert.equal(trade.s, "ETHUSDT");
    assert.equal((await client.signed("GET", "/fapi/v2/balance")).json[0].asset, "USDT");
  } finally {
    await exchange.stop();
  }
  await stream.closed;
  assert.equal(await exchange.ended, undefined);
  await assert.rejects(fetch(exchange.restUrl));
});

Deno.test("spawnExchange() says which option cannot be used", async () => {
  await assert.rejects(spawnExchange({ seed: -1 }), UserError);
  await assert.rejects(spawnExchange({ symbols: ["btc"] }), UserError);
});
