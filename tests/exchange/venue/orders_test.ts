/** Kinds of orders against a book made by hand; bids 100 × 10, 99 × 20; asks 102 × 5, 103 × 7, 105 × 9. */
import assert from "node:assert/strict";
import {
  ORDER_FLAG_POST_ONLY,
  ORDER_FLAG_REDUCE_ONLY,
  SELF_TRADE_CANCEL_BOTH,
  SELF_TRADE_CANCEL_NEWEST,
  SELF_TRADE_CANCEL_OLDEST,
  SELF_TRADE_DECREMENT,
  TIF_FOK,
  TIF_GTD,
  TIF_IOC,
  TYPE_STOP,
  TYPE_STOP_LIMIT,
} from "../../../core/wire/order.ts";
import {
  REASON_BAD_ORDER,
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_BY_TRADER,
  REASON_BY_VENUE,
  REASON_DUPLICATE_ORDER,
  REASON_HALTED,
  REASON_NO_LIQUIDITY,
  REASON_NOT_FILLABLE,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_SELF_TRADE,
  REASON_TOO_LARGE,
  REASON_TOO_LATE,
  REASON_TOO_SMALL,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_UNKNOWN_ORDER,
  REASON_WOULD_INCREASE,
  REASON_WOULD_TAKE,
} from "../../../core/wire/report.ts";
import { STATUS_GAP, STATUS_HALTED, STATUS_TRADING } from "../../../core/wire/market.ts";
import type { ExchangeModels } from "../../../core/exchange/venue/models.ts";
import { BUY, type OrderWords, SELL, VenueRig } from "./venue_rig.ts";

function rigWithBook(models: Partial<ExchangeModels> = {}): VenueRig {
  const rig = new VenueRig(models);
  rig.book([100, 10, 99, 20], [102, 5, 103, 7, 105, 9]);
  return rig;
}

Deno.test("a market order takes level by level and loses what the book cannot give", () => {
  const rig = rigWithBook();
  rig.market(1, BUY, 14);
  assert.deepEqual(rig.told(), [
    "1 accepted",
    "1 filled 5@102 taker",
    "1 filled 7@103 taker",
    "1 filled 2@105 taker",
  ]);
  rig.market(2, BUY, 10);
  assert.deepEqual(rig.told(), [
    "2 accepted",
    "2 filled 7@105 taker",
    `2 cancelled ${REASON_NO_LIQUIDITY}`,
  ]);
  rig.market(3, BUY, 1);
  assert.deepEqual(rig.told(), [`3 rejected ${REASON_NO_LIQUIDITY}`], "no liquidity twice");
});

Deno.test("a limit order takes to its limit, rests, and is filled when the book comes to it", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 103, 20);
  assert.deepEqual(rig.told(), ["1 accepted", "1 filled 5@102 taker", "1 filled 7@103 taker"]);
  assert.equal(rig.exchange.aheadLots(1), 0);
  rig.level(SELL, 103, 10);
  assert.deepEqual(rig.told(), ["1 filled 3@103 maker"], "three more arrived; seven are taken");
  rig.level(SELL, 103, 4);
  rig.level(SELL, 103, 6);
  assert.deepEqual(rig.told(), ["1 filled 2@103 maker"], "two arrived");
  rig.level(SELL, 101, 50);
  assert.deepEqual(rig.told(), ["1 filled 3@103 maker"]);
  assert.equal(rig.exchange.openOrders, 0);
  assert.equal(rig.exchange.positionLots(0), 20);
});

Deno.test("IOC, FOK and post-only do what they are for", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 102, 8, { tif: TIF_IOC });
  assert.deepEqual(rig.told(), [
    "1 accepted",
    "1 filled 5@102 taker",
    `1 cancelled ${REASON_NO_LIQUIDITY}`,
  ]);
  rig.limit(2, BUY, 103, 8, { tif: TIF_FOK });
  assert.deepEqual(rig.told(), [`2 rejected ${REASON_NOT_FILLABLE}`], "five of twelve are gone");
  rig.limit(3, BUY, 103, 7, { tif: TIF_FOK });
  assert.deepEqual(rig.told(), ["3 accepted", "3 filled 7@103 taker"]);
  rig.limit(4, SELL, 100, 1, { flags: ORDER_FLAG_POST_ONLY });
  rig.limit(5, SELL, 101, 1, { flags: ORDER_FLAG_POST_ONLY });
  rig.limit(6, BUY, 101, 1, { flags: ORDER_FLAG_POST_ONLY });
  assert.deepEqual(rig.told(), [
    `4 rejected ${REASON_WOULD_TAKE}`,
    "5 accepted",
    `6 rejected ${REASON_WOULD_TAKE}`,
  ], "our own order counts");
});

Deno.test("a dated order expires at its time, and cannot be born late", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 98, 1, { tif: TIF_GTD, expire: 1_000 });
  rig.limit(2, BUY, 98, 1, { tif: TIF_GTD, expire: 3 });
  assert.deepEqual(rig.told(), ["1 accepted", `2 rejected ${REASON_TOO_LATE}`]);
  rig.at(1_001);
  const [report] = rig.reports();
  assert.equal(report.kind, "expired");
  assert.equal(report.exchNanos, 1_000);
});

Deno.test("reduce-only never grows nor turns the position", () => {
  const rig = rigWithBook();
  const flags = ORDER_FLAG_REDUCE_ONLY;
  rig.limit(1, SELL, 104, 1, { flags });
  assert.deepEqual(rig.told(), [`1 rejected ${REASON_WOULD_INCREASE}`]);
  rig.market(2, BUY, 5);
  rig.limit(3, SELL, 104, 4, { flags });
  rig.limit(4, SELL, 106, 9, { flags });
  rig.limit(5, SELL, 100, 7, { flags });
  assert.deepEqual(rig.told(), [
    "2 accepted",
    "2 filled 5@102 taker",
    "3 accepted",
    "4 accepted",
    "5 accepted",
    "5 filled 5@100 taker",
    `5 cancelled ${REASON_WOULD_INCREASE}`,
    `3 cancelled ${REASON_WOULD_INCREASE}`,
    `4 cancelled ${REASON_WOULD_INCREASE}`,
  ]);
  assert.equal(rig.exchange.positionLots(0), 0);
});

Deno.test("stops wait for a trade at their price; stop-limits then keep their limit", () => {
  const rig = rigWithBook();
  rig.submit(1, { side: BUY, type: TYPE_STOP, stop: 102, lots: 6 });
  rig.submit(2, { side: SELL, type: TYPE_STOP_LIMIT, stop: 99, price: 100, lots: 3 });
  rig.trade(BUY, 101, 1);
  assert.deepEqual(rig.told(), ["1 accepted", "2 accepted"]);
  rig.trade(BUY, 102, 1);
  assert.deepEqual(rig.told(), ["1 filled 5@102 taker", "1 filled 1@103 taker"]);
  rig.trade(SELL, 99, 1);
  assert.deepEqual(rig.told(), ["2 filled 3@100 taker"]);
  rig.submit(3, { side: SELL, type: TYPE_STOP, stop: 100, lots: 1 });
  assert.deepEqual(rig.told(), ["3 accepted", "3 filled 1@100 taker"], "set off at once");
});

Deno.test("modify keeps the place for less, and loses it for more or another price", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 100, 5);
  rig.trade(SELL, 100, 4);
  rig.modify(1, 100, 3);
  assert.deepEqual(rig.told(), ["1 accepted", "1 modified 3"]);
  assert.equal(rig.exchange.aheadLots(1), 6);
  rig.trade(SELL, 100, 7);
  assert.deepEqual(rig.told(), ["1 filled 1@100 maker"]);
  rig.modify(1, 100, 4);
  rig.reports();
  assert.equal(rig.exchange.aheadLots(1), 10, "behind what the book shows");
  rig.modify(1, 102, 4);
  assert.deepEqual(rig.told(), ["1 modified 4", "1 filled 3@102 taker"]);
  rig.limit(2, BUY, 99, 5);
  rig.modify(2, 99, 0);
  rig.modify(2, 99, NaN);
  rig.modify(9, 99, 1);
  rig.modify(1, 99, 1);
  assert.deepEqual(rig.told(), [
    "2 accepted",
    `2 cancel rejected ${REASON_BAD_QUANTITY}`,
    `2 cancel rejected ${REASON_BAD_QUANTITY}`,
    `9 cancel rejected ${REASON_UNKNOWN_ORDER}`,
    `1 cancel rejected ${REASON_TOO_LATE}`,
  ]);
});

Deno.test("modify of a post-only order to a price that takes leaves it as it was", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 99, 5, { flags: ORDER_FLAG_POST_ONLY });
  rig.modify(1, 102, 5);
  assert.deepEqual(rig.told(), ["1 accepted", `1 cancel rejected ${REASON_WOULD_TAKE}`]);
  assert.equal(rig.exchange.aheadLots(1), 20);
});

Deno.test("cancel and cancel all end what they name, each with a report", () => {
  const rig = rigWithBook();
  rig.define(1);
  rig.limit(1, BUY, 99, 5);
  rig.limit(2, SELL, 110, 5);
  rig.limit(3, BUY, 98, 5, { strategy: 7 });
  rig.limit(4, BUY, 98, 5, { instrument: 1 });
  rig.submit(5, { side: BUY, type: TYPE_STOP, stop: 120, lots: 1 });
  rig.reports();
  rig.cancel(1);
  rig.cancel(1);
  rig.cancel(77);
  rig.cancelAll(0);
  assert.deepEqual(rig.told(), [
    `1 cancelled ${REASON_BY_TRADER}`,
    `1 cancel rejected ${REASON_TOO_LATE}`,
    `77 cancel rejected ${REASON_UNKNOWN_ORDER}`,
    `2 cancelled ${REASON_BY_TRADER}`,
    `5 cancelled ${REASON_BY_TRADER}`,
  ]);
  rig.cancelAll(-1, -1);
  assert.deepEqual(rig.told(), [
    `3 cancelled ${REASON_BY_TRADER}`,
    `4 cancelled ${REASON_BY_TRADER}`,
  ]);
});

Deno.test("our own orders do not trade with each other but as the incoming one says", () => {
  const cases: [number, string[]][] = [
    [SELF_TRADE_CANCEL_NEWEST, ["2 accepted", `2 cancelled ${REASON_SELF_TRADE}`]],
    [SELF_TRADE_CANCEL_OLDEST, [
      "2 accepted",
      `1 cancelled ${REASON_SELF_TRADE}`,
      "2 filled 3@102 taker",
    ]],
    [SELF_TRADE_CANCEL_BOTH, [
      "2 accepted",
      `1 cancelled ${REASON_SELF_TRADE}`,
      `2 cancelled ${REASON_SELF_TRADE}`,
    ]],
    [SELF_TRADE_DECREMENT, [
      "2 accepted",
      `1 cancelled ${REASON_SELF_TRADE}`,
      "2 modified 1",
      "2 filled 1@102 taker",
    ]],
    [0, ["2 accepted", "1 filled 2@101 maker", "2 filled 2@101 taker", "2 filled 1@102 taker"]],
  ];
  for (const [selfTrade, expected] of cases) {
    const rig = rigWithBook();
    rig.limit(1, SELL, 101, 2, { strategy: 1 });
    rig.reports();
    rig.limit(2, BUY, 102, 3, { strategy: 2, selfTrade });
    assert.deepEqual(rig.told(), expected, `mode ${selfTrade}`);
  }
});

Deno.test("our own resting order is met behind what is ahead of it", () => {
  const rig = rigWithBook();
  rig.limit(1, SELL, 102, 2);
  rig.level(SELL, 102, 8);
  rig.reports();
  rig.limit(2, BUY, 102, 6, { selfTrade: SELF_TRADE_CANCEL_NEWEST });
  assert.deepEqual(rig.told(), [
    "2 accepted",
    "2 filled 5@102 taker",
    `2 cancelled ${REASON_SELF_TRADE}`,
  ]);
});

Deno.test("an iceberg shows its lots a part at a time, each behind the queue", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 100, 6, { display: 2 });
  rig.trade(SELL, 100, 15);
  assert.deepEqual(rig.told(), ["1 accepted", "1 filled 2@100 maker"]);
  rig.level(BUY, 100, 3);
  assert.equal(rig.exchange.aheadLots(1), 3);
  rig.trade(SELL, 100, 5);
  assert.deepEqual(rig.told(), ["1 filled 2@100 maker"]);
  rig.trade(SELL, 98, 1);
  rig.trade(SELL, 98, 5);
  assert.deepEqual(rig.told(), ["1 filled 1@100 maker", "1 filled 1@100 maker"]);
});

Deno.test("bad commands are refused with a code, and nothing else happens", () => {
  const models: Partial<ExchangeModels> = {
    filters: { tickStep: 5, lotStep: 2, leastLots: 4, mostLots: 100, leastNotionalQuote: 5 },
  };
  const good: OrderWords = { side: BUY, price: 95, lots: 10 };
  const cases: [OrderWords, number][] = [
    [{ ...good, lots: NaN }, REASON_BAD_QUANTITY],
    [{ ...good, lots: 0 }, REASON_BAD_QUANTITY],
    [{ ...good, lots: -2 }, REASON_BAD_QUANTITY],
    [{ ...good, lots: Infinity }, REASON_TOO_LARGE],
    [{ ...good, lots: 102 }, REASON_TOO_LARGE],
    [{ ...good, lots: 5 }, REASON_OFF_LOT],
    [{ ...good, lots: 4.5 }, REASON_OFF_LOT],
    [{ ...good, lots: 2 }, REASON_TOO_SMALL],
    [{ ...good, lots: 4 }, REASON_TOO_SMALL],
    [{ ...good, price: 96 }, REASON_OFF_TICK],
    [{ ...good, price: 0 }, REASON_BAD_PRICE],
    [{ ...good, price: -5 }, REASON_BAD_PRICE],
    [{ side: BUY, lots: 10 }, REASON_BAD_PRICE],
    [{ side: BUY, type: TYPE_STOP, lots: 10 }, REASON_BAD_PRICE],
    [{ ...good, side: 2 }, REASON_BAD_ORDER],
    [{ ...good, type: 9 }, REASON_BAD_ORDER],
    [{ ...good, tif: 9 }, REASON_BAD_ORDER],
    [{ ...good, selfTrade: 9 }, REASON_BAD_ORDER],
    [{ ...good, display: NaN }, REASON_BAD_ORDER],
    [{ ...good, tif: TIF_IOC, flags: ORDER_FLAG_POST_ONLY }, REASON_BAD_ORDER],
    [{ ...good, instrument: 5 }, REASON_UNKNOWN_INSTRUMENT],
    [{ ...good, instrument: -1 }, REASON_UNKNOWN_INSTRUMENT],
    [{ ...good, tif: TIF_GTD, expire: NaN }, REASON_TOO_LATE],
  ];
  for (const [order, reason] of cases) {
    const rig = rigWithBook(models);
    rig.submit(1, order);
    assert.deepEqual(rig.told(), [`1 rejected ${reason}`], JSON.stringify(order));
    assert.equal(rig.exchange.openOrders, 0);
  }
  const rig = rigWithBook(models);
  for (const id of [NaN, 0, -1, 1.5]) rig.submit(id, good);
  assert.deepEqual(rig.reports().map(({ reason }) => reason), Array(4).fill(REASON_BAD_ORDER));
  rig.submit(1, good);
  rig.submit(1, good);
  assert.deepEqual(rig.told(), ["1 accepted", `1 rejected ${REASON_DUPLICATE_ORDER}`]);
});

Deno.test("a halt refuses orders but not cancels; a stale book gives nothing to take", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 99, 1);
  rig.status(STATUS_HALTED);
  rig.limit(2, BUY, 99, 1);
  rig.cancel(1);
  assert.deepEqual(rig.told(), [
    "1 accepted",
    `2 rejected ${REASON_HALTED}`,
    `1 cancelled ${REASON_BY_TRADER}`,
  ]);
  rig.status(STATUS_TRADING);
  rig.status(STATUS_GAP);
  rig.market(3, BUY, 1);
  assert.deepEqual(rig.told(), [`3 rejected ${REASON_NO_LIQUIDITY}`]);
});

Deno.test("another tick size ends what rests at the old one", () => {
  const rig = rigWithBook();
  rig.limit(1, BUY, 99, 1);
  rig.reports();
  rig.define(0, 0, 1);
  assert.deepEqual(rig.told(), []);
  rig.define(0, 0, 5);
  assert.deepEqual(rig.told(), [`1 cancelled ${REASON_BY_VENUE}`]);
});
