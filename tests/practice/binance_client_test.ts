/** The npm package `binance`, which knows nothing of this project, trades and listens. */
import assert from "node:assert/strict";
import { MainClient, USDMClient, WebsocketClient } from "npm:binance@3.6.5";
import { startExchange } from "../../exchange/start_exchange.ts";

const QUIET = { trace() {}, info() {}, error() {} };

Deno.test({
  name: "the binance package trades at both venues and hears the spot streams",
  // Its sockets and timers end a little after closeAll() has.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const exchange = await startExchange({ seed: 12, eventsPerSecond: 2_000 });
    try {
      const [{ apiKey, secretKey }] = exchange.keys;
      const options = { api_key: apiKey, api_secret: secretKey, baseUrl: exchange.restUrl };
      const symbol = "BTCUSDT";
      const spot = new MainClient(options);
      const { symbols } = await spot.getExchangeInfo();
      assert.deepEqual(symbols.map((listed) => listed.symbol), ["BTCUSDT", "ETHUSDT"]);
      const order = await spot.submitNewOrder({
        ...{ symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC" },
        ...{ price: 59_000, quantity: 0.01 },
      });
      const [open] = await spot.getOpenOrders({ symbol });
      assert.equal(open.orderId, order.orderId);
      const gone = await spot.cancelOrder({ symbol, orderId: open.orderId });
      assert.equal(gone.status, "CANCELED");

      const futures = new USDMClient(options);
      const bought = await futures.submitNewOrder({
        ...{ symbol, side: "BUY", type: "MARKET", quantity: 0.01, newOrderRespType: "RESULT" },
      });
      assert.equal(bought.status, "FILLED");
      const [position] = await futures.getPositions({ symbol });
      assert.equal(Number(position.positionAmt), 0.01);
      await futures.setCancelOrdersOnTimeout({ symbol, countdownTime: 60_000 });

      const wsUrl = `${exchange.spotWsUrl}/stream`;
      const streams = new WebsocketClient({ wsUrl, reconnectTimeout: 60_000 }, QUIET);
      const heard = new Set<string>();
      const all = new Promise<void>((resolve) =>
        streams.on("message", (message) => {
          if ("e" in message) heard.add(String(message.e));
          if (heard.size === 2) resolve();
        })
      );
      streams.on("exception", () => {});
      streams.subscribe(["btcusdt@trade", "btcusdt@depth@100ms"], "main");
      await all;
      assert.deepEqual([...heard].sort(), ["depthUpdate", "trade"]);
      streams.closeAll(true);
    } finally {
      await exchange.stop();
    }
  },
});
