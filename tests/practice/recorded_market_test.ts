/** Recordings as markets: books as recorded, clients' orders filled by models, never by each other. */
import assert from "node:assert/strict";
import { recordMarket } from "../../backtest/record_market.ts";
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ShownBook } from "../../core/exchange/venue/shown_book.ts";
import type { FileInput } from "../../core/supervisor/job.ts";
import { recogniseFormat } from "../../core/venues/files/recognise.ts";
import {
  AT_KIND,
  AT_STATUS,
  kindOf,
  MARKET_WORDS,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_STATUS,
  STATUS_CLEAR,
} from "../../core/wire/market.ts";
import type { Market } from "../../exchange/market/market.ts";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";
import { dataTest } from "../real_data.ts";
import { Client, type Json } from "./client.ts";

const QUICKEST = 1_000_000;

async function withRecording(
  paths: readonly string[],
  body: (exchange: LocalExchange, input: FileInput) => Promise<void>,
  speed = QUICKEST,
): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ path, format: await recogniseFormat(path) })),
  );
  const recording = { kind: "files" as const, files, symbols: undefined, scales: [] };
  const exchange = await startExchange({ recording, speed, limits: "off" });
  try {
    await body(exchange, recording);
  } finally {
    await exchange.stop();
  }
}

async function untilEnd(client: Client): Promise<void> {
  while (!(await client.practice("GET", "")).ended) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The book at a recording's end, built by nothing but core/. */
async function lastBook(input: FileInput): Promise<ShownBook> {
  const { memory } = await recordMarket({ input });
  assert.ok(memory);
  const book = new ShownBook(0);
  let left = memory.slots;
  for (const chunk of memory.chunks) {
    const words = new Int32Array(chunk);
    const doubles = new Float64Array(chunk);
    const slots = Math.min(left, chunk.byteLength / MARKET_SLOT_BYTES);
    for (let at = 0; at < slots * MARKET_WORDS; at += MARKET_WORDS) {
      const kind = kindOf(words[at + AT_KIND]);
      if (kind === MESSAGE_LEVEL) book.level(words, doubles, at);
      else if (kind === MESSAGE_ORDER) book.order(words, doubles, at);
      else if (kind === MESSAGE_STATUS && words[at + AT_STATUS] === STATUS_CLEAR) book.clear();
    }
    left -= slots;
  }
  return book;
}

/** Every level, from the best on. */
function levelsOf(market: Market, side: number): [number, number][] {
  const { queues } = market.book;
  const ladder = market.book.side(side);
  const levels: [number, number][] = [];
  for (let level = ladder.bestLevel; level !== 0; level = ladder.levelAfter(level)) {
    levels.push([queues.levelTicks(level), queues.levelLots(level)]);
  }
  return levels;
}

for (
  const path of [
    "binance/usdm_btcusdt_20240808.gz",
    "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
  ]
) {
  dataTest(
    `the book that ${path} is played into ends as core/ builds it`,
    [path],
    (paths) =>
      withRecording(paths, async ({ exchange, ...running }, input) => {
        await untilEnd(new Client(running));
        const shown = await lastBook(input);
        for (const venue of [exchange.spot, exchange.futures]) {
          const [market] = venue.markets.values();
          for (const side of [SIDE_BID, SIDE_ASK]) {
            const levels = levelsOf(market, side);
            assert.ok(levels.length >= 1);
            for (const [ticks, lots] of levels) assert.equal(lots, shown.lotsAt(side, ticks));
            assert.equal(levels.length, shown.state.book.depth.side(side).size);
          }
          assert.ok(market.tape.nextId > 1_000, "and trades went by");
        }
      }),
  );
}

dataTest("clients on a recording are filled by it, and never meet", [
  "binance/usdm_btcusdt_20240808.gz",
], (paths) =>
  withRecording(paths, async ({ exchange, ...running }) => {
    const [buyer, seller] = [new Client(running), new Client(running, 1)];
    const order = { symbol: "BTCUSDT", type: "LIMIT", timeInForce: "GTC" };
    const quote = async () =>
      (await buyer.get("/fapi/v1/ticker/bookTicker", { symbol: "BTCUSDT" })).json;
    // Both far inside the other's reach, at a price of their own: in one book they would trade.
    const { bidPrice } = await quote();
    const far = (Number(bidPrice) - 2_000).toFixed(1);
    const placed = await buyer.signed("POST", "/fapi/v1/order", {
      ...order,
      side: "BUY",
      price: far,
      quantity: "0.010",
    });
    assert.equal(placed.json.status, "NEW");
    const sold = await seller.signed("POST", "/fapi/v1/order", {
      ...order,
      timeInForce: "IOC",
      side: "SELL",
      price: far,
      quantity: "0.010",
    });
    assert.equal(sold.json.status, "FILLED");
    assert.ok(Number(sold.json.avgPrice) > Number(far), "the recording's bids were better");
    const { orderId } = placed.json;
    const open = await buyer.signed("GET", "/fapi/v1/order", { symbol: "BTCUSDT", orderId });
    assert.equal(open.json.status, "NEW");
    const moved = await buyer.signed("PUT", "/fapi/v1/order", {
      ...{ symbol: "BTCUSDT", side: "BUY", orderId, quantity: "0.020" },
      price: (Number(far) - 100).toFixed(1),
    });
    assert.deepEqual([moved.json.status, moved.json.origQty], ["NEW", "0.020"], moved.json.msg);
    const cancelled = await buyer.signed("DELETE", "/fapi/v1/order", {
      symbol: "BTCUSDT",
      orderId,
    });
    assert.equal(cancelled.json.status, "CANCELED");

    // At the touch, the recording's trades come to small orders, or the price runs away from one.
    await buyer.practice("POST", "pause");
    const now = await quote();
    const rest = (side: string, price: string) =>
      buyer.signed("POST", "/fapi/v1/order", {
        ...{ ...order, timeInForce: "GTX", side, price, quantity: "0.010" },
      });
    const resting = await Promise.all([rest("BUY", now.bidPrice), rest("SELL", now.askPrice)]);
    assert.deepEqual(resting.map(({ json }) => json.status), ["NEW", "NEW"]);
    await buyer.practice("POST", "resume");
    await untilEnd(buyer);
    const fills: Json[] = (await buyer.signed("GET", "/fapi/v1/userTrades")).json;
    assert.ok(fills.length > 0);
    for (const { maker, price, buyer: bought } of fills) {
      assert.deepEqual([maker, price], [true, bought ? now.bidPrice : now.askPrice]);
    }
    const { usdm } = await buyer.practice("GET", "state");
    assert.equal(usdm.sums.USDT.total, "2000000.00000000");
    assert.equal(exchange.futures.markets.size, 1);
  }, 200));
