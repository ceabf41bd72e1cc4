import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ORDER_FLAG_POST_ONLY, TIF_FOK, TIF_IOC } from "../../core/wire/order.ts";
import {
  REASON_NO_FUNDS,
  REASON_WOULD_TAKE,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
} from "../../core/wire/report.ts";
import { assertAgrees } from "./agreement.ts";
import { GatewayRig } from "./gateway_rig.ts";
import { Practice, type PracticeVenue } from "./practice.ts";

for (const venue of ["binance", "binance-usdm"] as const satisfies PracticeVenue[]) {
  Deno.test(`${venue}: orders of every kind come to what the exchange says`, async (t) => {
    const practice = await Practice.start();
    const symbol = await practice.symbol(venue);
    // A busy machine is no fault: nothing is given up here.
    const policy = { answerMillis: 5_000, recvWindowMillis: 5_000 };
    const rig = new GatewayRig({ venues: [practice.venue(venue)], symbols: [symbol], policy });
    await rig.start();
    const kinds = (orderId: number) => rig.of(orderId).map(({ kind }) => kind);
    const { trader } = rig;
    const far = symbol.bidTicks - Math.round(symbol.bidTicks * 0.02);
    try {
      await t.step("a resting order is accepted, and cancelled when asked", async () => {
        const id = trader.limit(0, SIDE_BID, far, 200);
        await rig.until(() => kinds(id).includes(REPORT_ACCEPTED), "accepted");
        assert.equal((await practice.state(venue)).openOrders.length, 1);
        trader.cancel(id);
        await rig.settled();
        assert.deepEqual(kinds(id), [REPORT_ACCEPTED, REPORT_CANCELLED]);
      });
      await t.step("a market order is filled, with fees in quote currency", async () => {
        const id = trader.market(0, SIDE_BID, 300);
        await rig.settled();
        const fills = rig.of(id).filter(({ kind }) => kind === REPORT_FILLED);
        assert.equal(fills.reduce((sum, { qtyLots }) => sum + qtyLots, 0), 300);
        assert.equal(fills.at(-1)?.leavesLots, 0);
        assert.ok(fills.every(({ feeQuote, isMaker }) => feeQuote > 0 && !isMaker));
        assert.ok(fills.every(({ exchNanos, recvNanos }) => Math.abs(recvNanos - exchNanos) < 5e9));
      });
      await t.step("an IOC order takes what it gets, and the rest expires", async () => {
        const id = trader.limit(0, SIDE_BID, symbol.bidTicks - 2_000, 100, 0, TIF_IOC);
        await rig.settled();
        assert.deepEqual(kinds(id), [REPORT_ACCEPTED, REPORT_EXPIRED]);
        const fok = trader.limit(0, SIDE_BID, symbol.bidTicks - 2_000, 100, 0, TIF_FOK);
        await rig.settled();
        assert.ok([REPORT_EXPIRED, REPORT_REJECTED].includes(kinds(fok).at(-1) ?? 0));
      });
      await t.step("a post-only order that would take is refused, with the reason", async () => {
        const id = trader.limit(0, SIDE_BID, symbol.askTicks + 5_000, 100, ORDER_FLAG_POST_ONLY);
        await rig.settled();
        const last = rig.of(id).at(-1);
        assert.ok(last?.kind === REPORT_REJECTED || last?.kind === REPORT_EXPIRED);
        assert.equal(last?.reason, REASON_WOULD_TAKE);
      });
      await t.step("an order that the account cannot pay for is refused", async () => {
        const id = trader.limit(0, SIDE_BID, symbol.bidTicks - 50, 500_000_000);
        await rig.settled();
        const [first] = rig.of(id);
        assert.equal(first.kind, REPORT_REJECTED);
        if (venue === "binance") assert.ok(first.reason > 0);
        else assert.ok([REASON_NO_FUNDS, 6].includes(first.reason), String(first.reason));
      });
      await t.step("a changed order keeps its number, and trades under its new terms", async () => {
        const id = trader.limit(0, SIDE_BID, far, 200);
        await rig.until(() => kinds(id).includes(REPORT_ACCEPTED), "accepted");
        trader.modify(id, far - 100, 150);
        await rig.until(() => kinds(id).includes(REPORT_MODIFIED), "modified");
        const { openOrders } = await practice.state(venue);
        assert.equal(openOrders.length, 1);
        trader.modify(id, symbol.askTicks + 5_000, 150);
        await rig.settled();
        const fills = rig.of(id).filter(({ kind }) => kind === REPORT_FILLED);
        assert.equal(fills.reduce((sum, { qtyLots }) => sum + qtyLots, 0), 150);
      });
      await t.step("selling all brings the position back", async () => {
        trader.market(0, SIDE_ASK, trader.positionLots(0));
        await rig.settled();
        assert.equal(trader.positionLots(0), 0);
      });
      await assertAgrees(rig, practice, venue);
      await rig.stop();
    } finally {
      await practice.stop();
    }
  });
}
