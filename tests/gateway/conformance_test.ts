/**
 * What every adapter has to do, whichever venue is behind it: one suite for Binance spot and USD-M, over
 * REST and over the order socket, and for Coinbase.
 */
import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ORDER_FLAG_POST_ONLY, TIF_GTD, TIF_IOC, TYPE_LIMIT } from "../../core/wire/order.ts";
import {
  REASON_WOULD_TAKE,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../core/wire/report.ts";
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import { CoinbaseServer } from "./coinbase_server.ts";
import { GatewayRig, type SeenReport } from "./gateway_rig.ts";
import { Practice, type PracticeVenue } from "./practice.ts";

/** A venue to conform at. */
interface Place {
  readonly rig: GatewayRig;
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Lots of a small order that the venue takes. */
  readonly lots: number;
  /** The answer to the next order is lost, after the venue has acted on it. */
  loseAnswer(): Promise<void>;
  openOrders(): Promise<number>;
  /** How often each order was received. */
  received(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

const POLICY = { reconcileMillis: 60_000, recvWindowMillis: 1_000, answerMillis: 400 };

async function binance(venue: PracticeVenue, isFast: boolean): Promise<Place> {
  const practice = await Practice.start({ limits: "off" });
  const symbol = await practice.symbol(venue);
  const venues = [practice.venue(venue, isFast)];
  const rig = await new GatewayRig({ venues, symbols: [symbol], policy: POLICY }).start();
  return {
    rig,
    ...{ bidTicks: symbol.bidTicks, askTicks: symbol.askTicks },
    lots: venue === "binance" ? 200 : 5,
    loseAnswer: async () => {
      const path = venue === "binance" ? "POST /api/v3/order" : "POST /fapi/v1/order";
      const where = isFast ? "ws-api" : "rest";
      const match = isFast ? "order.place" : path;
      await practice.fault({ kind: "timeout", where, match, count: 1, millis: 1_000 });
      await practice.fault({ kind: "drop", where: "user", chance: 1 });
    },
    openOrders: async () => (await practice.state(venue)).openOrders.length,
    received: async () => (await practice.state(venue)).received,
    stop: async () => {
      await practice.calm();
      await rig.stop();
      await practice.stop();
    },
  };
}

async function coinbase(): Promise<Place> {
  const server = await CoinbaseServer.start();
  const { restUrl, streamUrl, keyName: key, pem: secret } = server;
  const [bidTicks, askTicks] = [server.bid * 100, server.ask * 100];
  const symbol = { venue: "coinbase", symbol: "BTC-USD", tick: "0.01", lot: "0.00001" } as const;
  const rig = await new GatewayRig({
    venues: [{ venue: "coinbase", restUrl, streamUrl, key, secret }],
    symbols: [{ ...symbol, bidTicks, askTicks }],
    policy: POLICY,
  }).start();
  return {
    ...{ rig, bidTicks, askTicks, lots: 200 },
    loseAnswer: () => {
      server.faults.push({ match: "POST /orders", kind: "lose", count: 1 });
      server.isMute = true;
      return Promise.resolve();
    },
    openOrders: () => Promise.resolve(server.openOrders.length),
    received: () => Promise.resolve(server.received),
    stop: async () => {
      await rig.stop();
      await server.stop();
    },
  };
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  "binance over REST": () => binance("binance", false),
  "binance over the order socket": () => binance("binance", true),
  "binance-usdm over REST": () => binance("binance-usdm", false),
  "binance-usdm over the order socket": () => binance("binance-usdm", true),
  "coinbase": coinbase,
};

for (const [name, start] of Object.entries(PLACES)) {
  Deno.test(`conformance: ${name}`, async (t) => {
    const place = await start();
    const { rig, bidTicks, askTicks, lots } = place;
    const { trader } = rig;
    const far = Math.round(bidTicks * 0.98);
    const kinds = (id: number) => rig.of(id).map(({ kind }) => kind);
    const last = (id: number): SeenReport | undefined => rig.of(id).at(-1);
    const accepted = async (id: number) => {
      await rig.until(() => kinds(id).includes(REPORT_ACCEPTED), `order ${id} is accepted`);
      return id;
    };
    try {
      await t.step("an order rests until it is cancelled", async () => {
        const id = await accepted(trader.limit(0, SIDE_BID, far, lots));
        assert.equal(await place.openOrders(), 1);
        trader.cancel(id);
        await rig.settled();
        assert.deepEqual(kinds(id), [REPORT_ACCEPTED, REPORT_CANCELLED]);
        assert.equal(await place.openOrders(), 0);
      });
      await t.step(
        "a market order fills whole, its fees in quote currency, its times near",
        async () => {
          const id = trader.market(0, SIDE_BID, lots);
          await rig.settled();
          const fills = rig.of(id).filter(({ kind }) => kind === REPORT_FILLED);
          assert.equal(kinds(id)[0], REPORT_ACCEPTED, "acceptance comes first");
          assert.equal(fills.reduce((sum, { qtyLots }) => sum + qtyLots, 0), lots);
          assert.deepEqual([fills.at(-1)?.leavesLots, last(id)?.kind], [0, REPORT_FILLED]);
          for (const { priceTicks, feeQuote, isMaker, exchNanos, recvNanos } of fills) {
            assert.ok(Math.abs(priceTicks - askTicks) < askTicks * 0.01);
            assert.ok(feeQuote > 0 && !isMaker && Math.abs(recvNanos - exchNanos) < 5e9);
          }
        },
      );
      await t.step("an IOC order that meets nothing is over", async () => {
        const id = trader.limit(0, SIDE_BID, far, lots, 0, TIF_IOC);
        await rig.settled();
        assert.ok([REPORT_EXPIRED, REPORT_CANCELLED].includes(last(id)?.kind ?? 0));
      });
      await t.step("a post-only order that would take is refused", async () => {
        const id = trader.limit(
          0,
          SIDE_BID,
          Math.round(askTicks * 1.01),
          lots,
          ORDER_FLAG_POST_ONLY,
        );
        await rig.settled();
        assert.ok([REPORT_REJECTED, REPORT_EXPIRED].includes(last(id)?.kind ?? 0));
        assert.equal(last(id)?.reason, REASON_WOULD_TAKE);
      });
      await t.step("a dated order expires by itself", async () => {
        const id = trader.submit({
          ...{ instrumentId: 0, side: SIDE_BID, type: TYPE_LIMIT, timeInForce: TIF_GTD },
          ...{ selfTrade: 0, flags: 0, priceTicks: far, stopTicks: NO_PRICE_TICKS },
          ...{ qtyLots: lots, displayLots: 0 },
          expireNanos: (rig.wall.nowMillis() - rig.epochMillis + 150) * 1e6,
        });
        await accepted(id);
        await rig.settled();
        assert.deepEqual(kinds(id), [REPORT_ACCEPTED, REPORT_EXPIRED]);
      });
      await t.step(
        "a change keeps the order's number, and what is not there is refused",
        async () => {
          const id = await accepted(trader.limit(0, SIDE_BID, far, 2 * lots));
          trader.modify(id, far - 10, lots);
          await rig.until(() => kinds(id).includes(REPORT_MODIFIED), "modified");
          assert.deepEqual([last(id)?.qtyLots, last(id)?.leavesLots], [lots, lots]);
          assert.equal(await place.openOrders(), 1);
          trader.cancel(id);
          await rig.settled();
          rig.agent.desks[0].cancel(id, 0);
          rig.take();
          assert.equal(last(id)?.kind, REPORT_CANCEL_REJECTED);
        },
      );
      await t.step("everything is cancelled at once, orders on their way included", async () => {
        const ids = [0, 1, 2, 3].map((i) => trader.limit(0, SIDE_BID, far - i, lots));
        trader.cancelAll(-1);
        await rig.settled();
        assert.equal(await place.openOrders(), 0);
        for (const id of ids) assert.equal(last(id)?.kind, REPORT_CANCELLED);
      });
      await t.step("an order whose answer is lost is found, and was sent once", async () => {
        await place.loseAnswer();
        const id = trader.limit(0, SIDE_ASK, Math.round(askTicks * 1.02), lots);
        await rig.until(() => kinds(id).length === 2, "found");
        assert.deepEqual(kinds(id), [REPORT_UNKNOWN, REPORT_ACCEPTED]);
        const received = await place.received();
        for (const [clientId, count] of Object.entries(received)) assert.equal(count, 1, clientId);
      });
      await t.step("a stop cancels what is open", async () => {
        assert.equal(await place.openOrders(), 1);
        rig.board.requestStop();
        await rig.settled();
        assert.equal(await place.openOrders(), 0);
      });
    } finally {
      await place.stop();
    }
  });
}
