/** What a client may ask for in a minute: weights told in headers, 429, then 418. */
import assert from "node:assert/strict";
import { ApiError } from "../../exchange/rest/api_error.ts";
import { OrderCounts, RequestWeights, SPOT_LIMITS } from "../../exchange/rest/request_limits.ts";
import { startExchange } from "../../exchange/start_exchange.ts";
import { Client } from "./client.ts";

function refusalOf(body: () => void): ApiError | undefined {
  try {
    body();
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof ApiError);
    return thrown;
  }
}

Deno.test("RequestWeights says 429 until the minute is over, 418 to who goes on, longer each time", () => {
  const weights = new RequestWeights(100);
  const use = (millis: number) => refusalOf(() => weights.use("somebody", 50, millis));
  assert.deepEqual([use(0), use(1)], [undefined, undefined]);
  assert.deepEqual([use(15_000)?.status, use(15_000)?.retryAfterSeconds], [429, 45]);
  assert.equal(weights.use("somebody else", 50, 15_000), 50, "by address");
  assert.equal(use(60_000), undefined, "a new minute");
  use(60_001);
  const statuses = Array.from({ length: 15 }, (_, i) => use(60_002 + i)?.status);
  assert.ok(statuses.includes(429) && statuses.at(-1) === 418);
  assert.equal(use(150_000)?.status, 418, "the ban outlasts the minute");
  const firstSeconds = use(61_000)?.retryAfterSeconds ?? 0;
  assert.ok(firstSeconds > 60 && firstSeconds <= 120);
  assert.equal(use(200_000), undefined, "and ends");
  for (let i = 0; i < 20; i++) use(200_001 + i);
  assert.ok((use(200_100)?.retryAfterSeconds ?? 0) > 120);
});

Deno.test("OrderCounts says −1015 for more orders than ten seconds may have", () => {
  const counts = new OrderCounts(SPOT_LIMITS);
  const { ordersPerTenSeconds } = SPOT_LIMITS;
  for (let i = 1; i <= ordersPerTenSeconds; i++) assert.equal(counts.use(5).tenSeconds, i);
  assert.equal(refusalOf(() => counts.use(6))?.code, -1015);
  assert.equal(counts.use(10_000).tenSeconds, 1);
});

Deno.test("answers tell what is used; 429 comes with Retry-After", async () => {
  const exchange = await startExchange({ symbols: ["BTCUSDT"] });
  try {
    const client = new Client(exchange);
    // Counts begin anew with every minute: not in the middle of this.
    const leftMillis = 60_000 - Date.now() % 60_000;
    if (leftMillis < 3_000) await new Promise((resolve) => setTimeout(resolve, leftMillis));
    const first = await client.get("/api/v3/time");
    const used = Number(first.headers.get("x-mbx-used-weight-1m"));
    const depth = await client.get("/api/v3/depth", { symbol: "BTCUSDT", limit: 500 });
    assert.equal(Number(depth.headers.get("x-mbx-used-weight-1m")), used + 25);
    const placed = await client.signed("POST", "/api/v3/order", {
      ...{ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" },
    });
    assert.equal(placed.headers.get("x-mbx-order-count-10s"), "1");
    let reply = depth;
    for (let i = 0; i < 60 && reply.status === 200; i++) {
      reply = await client.get("/api/v3/depth", { symbol: "BTCUSDT", limit: 5_000 });
    }
    assert.equal(reply.status, 429);
    assert.equal(reply.json.code, -1003);
    assert.ok(Number(reply.headers.get("retry-after")) > 0);
  } finally {
    await exchange.stop();
  }
});
