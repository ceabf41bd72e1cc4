import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { UserError } from "../../core/base/errors.ts";
import { TokenMaker } from "../../core/gateway/coinbase/jwt.ts";
import { ORDER_FLAG_POST_ONLY, TIF_IOC } from "../../core/wire/order.ts";
import {
  REASON_NO_FUNDS,
  REASON_NOT_ARRIVED,
  REASON_WOULD_TAKE,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../core/wire/report.ts";
import { CoinbaseServer } from "./coinbase_server.ts";
import { GatewayRig } from "./gateway_rig.ts";

const TICK = 0.01;

async function onCoinbase(
  body: (server: CoinbaseServer, rig: GatewayRig) => Promise<void>,
): Promise<void> {
  const server = await CoinbaseServer.start();
  const { restUrl, streamUrl, keyName: key, pem: secret } = server;
  const rig = new GatewayRig({
    venues: [{ venue: "coinbase", restUrl, streamUrl, key, secret }],
    symbols: [{
      ...{ venue: "coinbase", symbol: "BTC-USD", tick: String(TICK), lot: "0.00001" },
      ...{ bidTicks: server.bid / TICK, askTicks: server.ask / TICK },
    }],
    policy: { reconcileMillis: 200, recvWindowMillis: 1_000, answerMillis: 400 },
  });
  try {
    await rig.start();
    await body(server, rig);
    await agree(server, rig);
    await rig.stop();
    assert.deepEqual(server.openOrders, []);
    assert.equal(server.badTokens, 0);
    const written = JSON.stringify([rig.said, rig.agent.report()]);
    assert.ok(!written.includes("Bearer") && !written.includes(secret.slice(40, 60)));
  } finally {
    await server.stop();
  }
}

async function agree(server: CoinbaseServer, rig: GatewayRig): Promise<void> {
  await rig.agreed();
  const { portfolio, instruments } = rig.desk;
  assert.equal(portfolio.netLots(0), Math.round(server.balances.BTC * 1e5));
  const pointValue = instruments.pointValueOf(0);
  const adopted = 200_000 * Math.round(instruments.markTicks(0)) * pointValue;
  const cash = portfolio.cashPoints(0) * pointValue - portfolio.summary(0).feesQuote + adopted;
  assert.ok(Math.abs(cash - (server.balances.USD - 100_000)) < 0.01, `${cash}`);
  for (const [name, count] of Object.entries(server.received)) assert.equal(count, 1, name);
  assert.equal(rig.desk.orders.openOrders, server.openOrders.length);
}

Deno.test("coinbase: orders of every kind come to what the server says", () =>
  onCoinbase(async (server, rig) => {
    const { trader } = rig;
    const kinds = (id: number) => rig.of(id).map(({ kind }) => kind);
    assert.equal(trader.positionLots(0), 200_000, "what the account holds was taken over");
    const bought = trader.market(0, SIDE_BID, 500);
    await rig.settled();
    assert.deepEqual(kinds(bought), [REPORT_ACCEPTED, REPORT_FILLED]);
    const [, fill] = rig.of(bought);
    assert.deepEqual([fill.priceTicks, fill.qtyLots, fill.leavesLots], [5_001_000, 500, 0]);
    assert.ok(Math.abs(fill.feeQuote - 0.005 * 50_010 * 0.006) < 1e-6);

    const resting = trader.limit(0, SIDE_BID, 4_990_000, 1_000);
    await rig.until(() => kinds(resting).includes(REPORT_ACCEPTED), "accepted");
    server.tradeThrough(49_900, 0.004);
    await rig.until(() => kinds(resting).includes(REPORT_FILLED), "a part is filled");
    assert.ok(rig.of(resting).at(-1)?.isMaker);
    trader.modify(resting, 4_980_000, 900);
    await rig.until(() => kinds(resting).includes(REPORT_MODIFIED), "modified");
    const [open] = server.openOrders;
    assert.equal(open.size, 0.005, "what is left of the new total");
    assert.match(open.client_order_id, /\.1$/);
    trader.cancel(resting);
    await rig.settled();
    assert.equal(kinds(resting).at(-1), REPORT_CANCELLED);

    const refused: readonly (readonly [number, number])[] = [
      [trader.limit(0, SIDE_BID, 5_100_000, 100, ORDER_FLAG_POST_ONLY), REASON_WOULD_TAKE],
      [trader.limit(0, SIDE_ASK, 5_100_000, 90_000_000), REASON_NO_FUNDS],
    ];
    await rig.settled();
    for (const [id, reason] of refused) {
      const [{ kind, reason: found }] = rig.of(id);
      assert.deepEqual([kind, found], [REPORT_REJECTED, reason]);
    }
    const ioc = trader.limit(0, SIDE_BID, 4_000_000, 100, 0, TIF_IOC);
    await rig.settled();
    assert.equal(kinds(ioc).at(-1), REPORT_CANCELLED);
  }));

Deno.test("coinbase: answers that are lost, pages instead of them, limits and cuts", () =>
  onCoinbase(async (server, rig) => {
    const { trader } = rig;
    server.faults.push({ match: "POST /orders", kind: "lose", count: 1 });
    server.isMute = true;
    const lost = trader.limit(0, SIDE_BID, 4_990_000, 300);
    await rig.until(() => rig.of(lost).length === 2, "found");
    assert.deepEqual(rig.of(lost).map(({ kind }) => kind), [REPORT_UNKNOWN, REPORT_ACCEPTED]);
    server.tradeThrough(49_900, 0.001);
    await rig.until(() => rig.of(lost).some(({ kind }) => kind === REPORT_FILLED), "by comparing");
    server.isMute = false;

    for (const kind of ["drop", "html"] as const) {
      server.faults.push({ match: "POST /orders", kind, count: 1 });
      const never = trader.limit(0, SIDE_BID, 4_980_000, 300);
      await rig.until(() => rig.of(never).length === 2, "certain", 12_000);
      assert.equal(rig.of(never)[1].reason, REASON_NOT_ARRIVED);
    }
    server.cutSockets();
    const id = trader.market(0, SIDE_ASK, 200);
    await rig.until(() => rig.of(id).some(({ leavesLots }) => leavesLots === 0), "filled");
    server.faults.push({ match: "POST /orders/batch_cancel", kind: "limit", count: 1 });
    trader.cancelAll(-1);
    await rig.settled();
  }));

Deno.test("TokenMaker takes keys as Coinbase hands them out, and shows none that it cannot use", async () => {
  const server = await CoinbaseServer.start();
  await server.stop();
  const inOneLine = server.pem.replaceAll("\n", "\\n");
  for (const pem of [server.pem, inOneLine]) {
    const token = await (await TokenMaker.of("name", pem)).token("GET a/b", Date.now(), 2_000);
    assert.equal(token.split(".").length, 3);
  }
  const secret = server.pem.slice(60, 100);
  for (
    const pem of [
      "",
      secret,
      `-----BEGIN EC PRIVATE KEY-----\n${secret}\n-----END EC PRIVATE KEY-----`,
    ]
  ) {
    await assert.rejects(TokenMaker.of("name", pem), (thrown: Error) => {
      assert.ok(thrown instanceof UserError);
      assert.ok(secret === "" || !thrown.message.includes(secret.slice(0, 12)));
      return true;
    });
  }
});
