/** Streams of markets: the venue's rules of sequence, and books that come out equal to the snapshot. */
import assert from "node:assert/strict";
import { startExchange } from "../../exchange/start_exchange.ts";
import { sequenceRuleOf } from "../../core/venues/binance/sequence_rules.ts";
import { Client, type Json, Listener } from "./client.ts";

type Levels = Map<string, string>;

interface Book {
  lastUpdateId: number;
  readonly bids: Levels;
  readonly asks: Levels;
}

function bookOf({ lastUpdateId, bids, asks }: Json): Book {
  return { lastUpdateId, bids: new Map(bids), asks: new Map(asks) };
}

function change(side: Levels, levels: readonly [string, string][]): void {
  for (const [price, size] of levels) {
    if (Number(size) === 0) side.delete(price);
    else side.set(price, size);
  }
}

/** Joins diffs to a snapshot by the venue's rule; every message has to follow the one before. */
function follow(book: Book, diffs: readonly Json[], market: "spot" | "usdm"): void {
  const rule = sequenceRuleOf(market);
  const kept = diffs.filter(({ u }) => !rule.isOld(u, book.lastUpdateId));
  let previous = 0;
  for (const { U, u, pu = 0, b, a } of kept) {
    if (previous === 0) assert.ok(rule.joins(U, u, book.lastUpdateId), `${U}–${u} joins`);
    else assert.ok(rule.follows(U, pu, previous), `${U}–${u} follows ${previous}`);
    previous = u;
    change(book.bids, b);
    change(book.asks, a);
    book.lastUpdateId = u;
  }
}

for (const [market, speed] of [["spot", "100ms"], ["usdm", "100ms"], ["usdm", "0ms"]] as const) {
  Deno.test(`a book built from ${market} diffs @${speed} is the one that a snapshot shows`, async () => {
    const exchange = await startExchange({ symbols: ["BTCUSDT"], eventsPerSecond: 4_000 });
    try {
      const client = new Client(exchange);
      const wsUrl = market === "spot" ? exchange.spotWsUrl : exchange.futuresWsUrl;
      const path = market === "spot" ? "/api/v3/depth" : "/fapi/v1/depth";
      const diffs = new Listener(`${wsUrl}/ws/btcusdt@depth@${speed}`);
      await diffs.next("first diff", ({ e }) => e === "depthUpdate");
      const limit = market === "spot" ? 5_000 : 1_000;
      const book = bookOf((await client.get(path, { symbol: "BTCUSDT", limit })).json);
      await diffs.next("later diff", ({ U }) => U > book.lastUpdateId + 500);
      await client.practice("POST", "pause");
      const { json } = await client.get(path, { symbol: "BTCUSDT", limit });
      await diffs.next("the last diff", ({ u }) => u === json.lastUpdateId);
      follow(book, diffs.messages, market);
      assert.equal(book.lastUpdateId, json.lastUpdateId);
      assert.deepEqual([...book.bids].sort(), json.bids.sort());
      assert.deepEqual([...book.asks].sort(), json.asks.sort());
      await diffs.close();
    } finally {
      await exchange.stop();
    }
  });
}
