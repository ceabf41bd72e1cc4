/** ccxt, which knows nothing of this project, trades and listens at both venues. */
import assert from "node:assert/strict";
import ccxt from "npm:ccxt@4.5.84";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";

type Binance = InstanceType<typeof ccxt.pro.binance>;
type Addresses = Record<string, string | Record<string, string>>;

/** A client whose every address is the exchange's. */
function clientOf(
  make: new (options: object) => Binance,
  exchange: LocalExchange,
  market: "spot" | "linear",
): Binance {
  const [{ apiKey, secretKey }] = exchange.keys;
  const client = new make({
    apiKey,
    secret: secretKey,
    enableRateLimit: false,
    options: { fetchCurrencies: false, fetchMargins: false, fetchMarkets: { types: [market] } },
  });
  const urls = client.urls as unknown as { api: Addresses };
  const wsUrl = market === "spot" ? exchange.spotWsUrl : exchange.futuresWsUrl;
  redirect(urls.api, exchange.restUrl, wsUrl);
  return client;
}

function redirect(addresses: Addresses, restUrl: string, wsUrl: string): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (typeof address !== "string") redirect(address, restUrl, wsUrl);
    else {
      addresses[name] = address.replace(/^https:\/\/[^/]+/, restUrl)
        .replace(/^wss:\/\/[^/]+/, wsUrl);
    }
  }
}

async function withExchange(body: (exchange: LocalExchange) => Promise<void>): Promise<void> {
  const exchange = await startExchange({ seed: 11, eventsPerSecond: 2_000 });
  try {
    await body(exchange);
  } finally {
    await exchange.stop();
  }
}

Deno.test({
  name: "ccxt fetches, trades and watches at the spot venue",
  // Its sockets and timers end a little after close() has.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withExchange(async (exchange) => {
      const client = clientOf(ccxt.pro.binance, exchange, "spot");
      const symbol = "BTC/USDT";
      assert.deepEqual(Object.keys(await client.loadMarkets()), ["BTC/USDT", "ETH/USDT"]);
      assert.deepEqual(client.market(symbol).limits?.cost?.min, 5);
      const book = await client.fetchOrderBook(symbol, 5);
      assert.ok(book.bids.length === 5 && book.bids[0][0]! < book.asks[0][0]!);
      const ticker = await client.fetchTicker(symbol);
      assert.ok(ticker.bid! < ticker.ask!);
      const order = await client.createOrder(symbol, "limit", "buy", 0.01, 59_000);
      assert.equal(order.status, "open");
      assert.deepEqual((await client.fetchOpenOrders(symbol)).map(({ id }) => id), [order.id]);
      assert.equal((await client.fetchBalance()).USDT.used, 590);
      const moved = await client.editOrder(order.id!, symbol, "limit", "buy", 0.01, 58_000);
      assert.equal(moved.price, 58_000);
      assert.equal((await client.cancelOrder(moved.id!, symbol)).status, "canceled");
      const sold = await client.createOrder(symbol, "market", "sell", 0.01);
      assert.equal(sold.status, "closed");
      assert.equal((await client.fetchMyTrades(symbol))[0].order, sold.id);
      assert.ok((await client.fetchOHLCV(symbol, "1s")).length > 0);
      const watched = await client.watchOrderBook(symbol);
      assert.ok(watched.bids[0][0]! < watched.asks[0][0]!);
      assert.equal((await client.watchTrades(symbol))[0].symbol, symbol);
      const heard = client.watchOrders(symbol);
      // Until its listen key is there, what happens is not heard.
      await new Promise((resolve) => setTimeout(resolve, 300));
      const placed = await client.createOrderWs(symbol, "limit", "buy", 0.01, 59_001);
      assert.equal((await heard)[0].id, placed.id);
      await client.close();
    }),
});

Deno.test({
  name: "ccxt trades futures, sees the position and watches",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withExchange(async (exchange) => {
      const client = clientOf(ccxt.pro.binanceusdm, exchange, "linear");
      const symbol = "BTC/USDT:USDT";
      await client.loadMarkets();
      assert.equal(client.market(symbol).linear, true);
      await client.setLeverage(10, symbol);
      const sold = await client.createOrder(symbol, "market", "sell", 0.05);
      assert.equal(sold.status, "closed");
      const [position] = await client.fetchPositions([symbol]);
      assert.deepEqual([position.side, position.contracts], ["short", 0.05]);
      const closing = await client.createOrder(symbol, "limit", "buy", 0.05, 59_000, {
        reduceOnly: true,
      });
      assert.equal((await client.fetchOpenOrders(symbol))[0].reduceOnly, true);
      assert.equal((await client.cancelOrder(closing.id!, symbol)).status, "canceled");
      assert.equal((await client.fetchMyTrades(symbol))[0].order, sold.id);
      assert.ok((await client.fetchFundingRate(symbol)).markPrice! > 0);
      const balance = await client.fetchBalance();
      assert.ok(Number(balance.USDT.total) < 1_000_000);
      const book = await client.watchOrderBook(symbol);
      assert.ok(book.bids[0][0]! < book.asks[0][0]!);
      assert.equal((await client.watchTrades(symbol))[0].symbol, symbol);
      await client.close();
    }),
});
