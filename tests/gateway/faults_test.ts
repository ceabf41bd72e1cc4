import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import {
  REASON_BY_TRADER,
  REASON_BY_VENUE,
  REASON_NO_ACCESS,
  REASON_NOT_ARRIVED,
  REASON_RATE_LIMIT,
  REASON_STOPPING,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_POSITION,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../core/wire/report.ts";
import { assertAgrees } from "./agreement.ts";
import { GatewayRig, type RigOptions, type RigSymbol } from "./gateway_rig.ts";
import { Practice, type PracticeVenue } from "./practice.ts";

interface Scene {
  readonly practice: Practice;
  readonly rig: GatewayRig;
  readonly symbol: RigSymbol;
  /** A price at which nothing fills. */
  readonly farTicks: number;
}

async function scene(
  venue: PracticeVenue,
  body: (scene: Scene) => Promise<void>,
  options: Partial<RigOptions> & { isFast?: boolean; limits?: "real" | "off" } = {},
): Promise<void> {
  const practice = await Practice.start({ limits: options.limits ?? "off" });
  try {
    const symbol = await practice.symbol(venue);
    const venues = [practice.venue(venue, options.isFast)];
    const rig = new GatewayRig({ venues, symbols: [symbol], ...options });
    const farTicks = symbol.bidTicks - Math.round(symbol.bidTicks * 0.02);
    await rig.start();
    await body({ practice, rig, symbol, farTicks });
    await rig.stop();
  } finally {
    await practice.stop();
  }
}

const ORDER_ROUTE: Readonly<Record<PracticeVenue, string>> = {
  "binance": "/api/v3/order",
  "binance-usdm": "/fapi/v1/order",
};

for (const venue of ["binance", "binance-usdm"] as const) {
  Deno.test(`${venue}: an order whose answer is lost is found, and not sent again`, () =>
    scene(venue, async ({ practice, rig, farTicks }) => {
      await practice.fault({
        kind: "timeout",
        where: "rest",
        match: `POST ${ORDER_ROUTE[venue]}`,
        count: 1,
        millis: 2_000,
      });
      // The stream is silent as well: only a lookup can tell.
      await practice.fault({ kind: "drop", where: "user", chance: 1 });
      const id = rig.trader.limit(0, SIDE_BID, farTicks, 200);
      await rig.until(() => rig.of(id).length >= 2, "found");
      assert.deepEqual(rig.of(id).map(({ kind }) => kind), [REPORT_UNKNOWN, REPORT_ACCEPTED]);
      await practice.calm();
      rig.trader.cancel(id);
      await rig.settled();
      rig.agent.desks[0].reconciler.soon();
      await assertAgrees(rig, practice, venue);
    }, { policy: { reconcileMillis: 2_000 } }));

  Deno.test(`${venue}: an order that never arrived is rejected, once that is certain`, () =>
    scene(venue, async ({ practice, rig, farTicks }) => {
      await practice.fault({
        kind: "drop",
        where: "rest",
        match: `POST ${ORDER_ROUTE[venue]}`,
        count: 1,
      });
      const started = performance.now();
      const id = rig.trader.limit(0, SIDE_BID, farTicks, 200);
      await rig.settled();
      const millis = performance.now() - started;
      assert.deepEqual(rig.of(id).map(({ kind }) => kind), [REPORT_UNKNOWN, REPORT_REJECTED]);
      assert.equal(rig.of(id)[1].reason, REASON_NOT_ARRIVED);
      const { settleMillis } = { settleMillis: 600 + 500 + 1_000 };
      assert.ok(millis > settleMillis, `${millis} ms: sooner than it could have arrived`);
      assert.deepEqual(Object.keys((await practice.state(venue)).received), []);
    }));

  Deno.test(`${venue}: everything is cancelled within a second, though the venue misbehaves`, () =>
    scene(venue, async ({ practice, rig, farTicks }) => {
      const ids = Array.from(
        { length: 12 },
        (_, i) => rig.trader.limit(0, SIDE_BID, farTicks - i * 10, 200),
      );
      await rig.until(() => ids.every((id) => rig.of(id).length > 0), "accepted");
      const match = `DELETE ${ORDER_ROUTE[venue]}`;
      await practice.fault({ kind: "reject", where: "rest", match, code: -1001, count: 10 });
      await practice.fault({ kind: "drop", where: "rest", match, count: 5 });
      const started = performance.now();
      rig.board.requestCancelAll();
      let openMillis = 0;
      while (openMillis === 0) {
        rig.take();
        if ((await practice.state(venue)).openOrders.length === 0) {
          openMillis = performance.now() - started;
        }
        assert.ok(performance.now() - started < 5_000, rig.said.join("\n"));
      }
      assert.ok(openMillis < 1_000, `${openMillis} ms`);
      const late = rig.trader.limit(0, SIDE_BID, farTicks, 200);
      await rig.settled();
      assert.equal(rig.of(late)[0].reason, REASON_STOPPING, "it stays latched");
      for (const id of ids) {
        const last = rig.of(id).at(-1);
        assert.deepEqual([last?.kind, last?.reason], [REPORT_CANCELLED, REASON_BY_TRADER]);
      }
    }));

  Deno.test(`${venue}: fills that nobody told of are found by comparing`, () =>
    scene(venue, async ({ practice, rig, symbol }) => {
      const id = rig.trader.limit(0, SIDE_BID, symbol.bidTicks - 3, 200);
      await rig.until(() => rig.of(id).length > 0, "accepted");
      await practice.fault({ kind: "drop", where: "user", chance: 1 });
      // Somebody sells into us, down to our price.
      await practice.signed("POST", ORDER_ROUTE[venue], {
        ...{ symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC" },
        ...{ price: String(symbol.bidTicks - 30), quantity: "5" },
      }, 1);
      await rig.until(() => rig.of(id).some(({ kind }) => kind === REPORT_FILLED), "found");
      await practice.calm();
      rig.trader.cancelAll(-1);
      await rig.settled();
      await assertAgrees(rig, practice, venue);
    }));

  Deno.test(`${venue}: others' orders are left alone, a former session's are cancelled`, async () => {
    const practice = await Practice.start({ limits: "off" });
    try {
      const symbol = await practice.symbol(venue);
      const price = String(Math.round(symbol.bidTicks * 0.97));
      const terms = {
        ...{ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" },
        ...{ price, quantity: "0.01" },
      };
      for (const newClientOrderId of ["by-hand", "mrzzzzzzz9-17"]) {
        await practice.signed("POST", ORDER_ROUTE[venue], { ...terms, newClientOrderId });
      }
      await practice.signed("POST", ORDER_ROUTE[venue], {
        ...{ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.05" },
      });
      const rig = new GatewayRig({ venues: [practice.venue(venue)], symbols: [symbol] });
      await rig.start();
      const { openOrders } = await practice.state(venue);
      assert.deepEqual(openOrders.map(({ clientOrderId }) => clientOrderId), ["by-hand"]);
      rig.take();
      const [position] = rig.reports;
      assert.equal(position.kind, REPORT_POSITION);
      assert.equal(rig.trader.positionLots(0), position.qtyLots);
      const held = venue === "binance" ? 166_666 + 4_995 : 50;
      assert.equal(position.qtyLots, held);
      assert.ok(venue === "binance" || position.priceTicks >= symbol.bidTicks);
      // A trade by hand, while we look on.
      await practice.signed("POST", ORDER_ROUTE[venue], {
        ...{ symbol: "BTCUSDT", side: "SELL", type: "MARKET", quantity: "0.05" },
      });
      await rig.until(() => rig.trader.positionLots(0) !== held, "the difference was found");
      const counted = rig.board.role("gateway").counter("differences");
      assert.ok(counted >= 2, "an order and a position");
      assert.ok(rig.said.some((text) => text.includes("more than our fills make")));
      assert.ok(rig.said.some((text) => text.includes("by-hand") && text.includes("left alone")));
      await rig.stop();
    } finally {
      await practice.stop();
    }
  });
}

Deno.test("a user stream that is opened by a signed word tells of fills, and comes back", async () => {
  const practice = await Practice.start({ limits: "off" });
  try {
    const symbol = await practice.symbol("binance");
    const venues = [{ ...practice.venue("binance", true), userStream: "signature" } as const];
    // Nothing but the stream can tell.
    const policy = { reconcileMillis: 600_000 };
    const rig = await new GatewayRig({ venues, symbols: [symbol], policy }).start();
    for (const round of [1, 2]) {
      const id = rig.trader.limit(0, SIDE_BID, symbol.bidTicks - 3, 200);
      await rig.until(() => rig.of(id).length > 0, "accepted");
      await practice.signed("POST", "/api/v3/order", {
        ...{ symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC" },
        ...{ price: String(symbol.bidTicks - 20), quantity: "5" },
      }, 1);
      await rig.until(() => rig.of(id).some(({ kind }) => kind === REPORT_FILLED), "told");
      rig.trader.cancelAll(-1);
      await rig.settled();
      if (round === 2) break;
      const gateway = rig.board.role("gateway");
      await practice.disconnect();
      await rig.until(() => gateway.counter("reconnects") > 0, "connected again");
      // Orders may leave by REST until their own socket is back, too.
    }
    await rig.stop();
  } finally {
    await practice.stop();
  }
});

Deno.test("a venue's clock that is hours away is followed", () =>
  scene("binance", async ({ practice, rig, farTicks }) => {
    for (const millis of [7_200_000, 3_600_000]) {
      await practice.fault({ kind: "clock", millis });
      const id = rig.trader.limit(0, SIDE_BID, farTicks, 200);
      await rig.until(() => rig.of(id).length > 0, "answered");
      assert.equal(rig.of(id)[0].kind, REPORT_ACCEPTED, rig.said.join("\n"));
      rig.trader.cancel(id);
      await rig.settled();
    }
    assert.equal(rig.board.role("gateway").counter("clockCorrections"), 2);
  }));

Deno.test("orders that the venue's limits forbid are held back, and cancels still leave", () =>
  scene("binance", async ({ practice, rig, farTicks }) => {
    const ids: number[] = [];
    for (let i = 0; i < 130; i++) ids.push(rig.trader.limit(0, SIDE_BID, farTicks - i, 100));
    await rig.until(() => ids.every((id) => rig.of(id).length > 0), "answered");
    const kinds = ids.map((id) => rig.of(id)[0]);
    const held = kinds.filter(({ kind }) => kind === REPORT_REJECTED);
    assert.ok(held.length > 0);
    assert.ok(held.every(({ reason }) => reason === REASON_RATE_LIMIT));
    const { received } = await practice.state("binance");
    assert.equal(Object.keys(received).length, ids.length - held.length, "none was tried in vain");
    rig.trader.cancelAll(-1);
    await rig.settled();
    assert.equal((await practice.state("binance")).openOrders.length, 0);
  }, { limits: "real" }));

Deno.test("orders are cancelled when the user stream is lost and does not come back", () =>
  scene("binance", async ({ practice, rig, farTicks }) => {
    const id = rig.trader.limit(0, SIDE_BID, farTicks, 200);
    await rig.until(() => rig.of(id).length > 0, "accepted");
    await practice.fault({ kind: "error", where: "rest", match: "POST /api/v3/userDataStream" });
    await practice.disconnect();
    const started = performance.now();
    await rig.settled();
    assert.deepEqual(rig.of(id).map(({ kind }) => kind), [REPORT_ACCEPTED, REPORT_CANCELLED]);
    assert.ok(performance.now() - started >= 1_000, "not at once: see QUICK_POLICY");
    assert.ok(rig.said.some((text) => text.includes("the user stream is lost")));
    await practice.calm();
    const gateway = rig.board.role("gateway");
    await rig.until(() => gateway.counter("reconnects") > 0, "it comes back in the end");
    await assertAgrees(rig, practice, "binance");
  }));

Deno.test("the venue's countdown is kept up while orders are open, and cancels when it is not", () =>
  scene("binance-usdm", async ({ practice, rig, farTicks }) => {
    const id = rig.trader.limit(0, SIDE_BID, farTicks, 5);
    await rig.until(() => rig.of(id).length > 0, "accepted");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    rig.take();
    assert.equal(rig.of(id).length, 1, "two and a half countdowns later it is open");
    const match = "POST /fapi/v1/countdownCancelAll";
    await practice.fault({ kind: "drop", where: "rest", match });
    await rig.settled();
    const last = rig.of(id).at(-1);
    assert.deepEqual([last?.kind, last?.reason], [REPORT_CANCELLED, REASON_BY_VENUE]);
    await practice.calm();
  }, { policy: { countdownMillis: 600 } }));

Deno.test("keys that the venue does not know are told as such, and shown nowhere", async () => {
  const practice = await Practice.start();
  try {
    const symbol = await practice.symbol("binance");
    const good = practice.venue("binance");
    const venues = [{ ...good, secret: "W".repeat(64) }];
    const rig = new GatewayRig({ venues, symbols: [symbol] });
    void rig.start().catch(() => {});
    await rig.until(() => rig.said.length > 0, "said");
    assert.match(rig.said.join("\n"), /cannot be taken up now \(code -1022/);
    const id = rig.trader.limit(0, SIDE_ASK, symbol.askTicks, 100);
    await rig.settled();
    assert.ok([REASON_STOPPING, REASON_NO_ACCESS].includes(rig.of(id)[0].reason));
    const written = JSON.stringify([rig.said, rig.agent.report(), rig.reports]);
    assert.ok(!written.includes("WWWW") && !written.includes(good.key.slice(0, 12)));
    await rig.stop();
  } finally {
    await practice.stop();
  }
});
