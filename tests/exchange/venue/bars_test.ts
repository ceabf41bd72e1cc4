/** Fills on bars; half a spread is one tick (9 bps of about 1,000, rounded up). */
import assert from "node:assert/strict";
import { NO_PRICE_TICKS } from "../../../core/base/units.ts";
import {
  ORDER_FLAG_POST_ONLY,
  TIF_FOK,
  TYPE_STOP,
  TYPE_STOP_LIMIT,
} from "../../../core/wire/order.ts";
import {
  REASON_NO_LIQUIDITY,
  REASON_NOT_FILLABLE,
  REASON_WOULD_TAKE,
} from "../../../core/wire/report.ts";
import { BUY, SELL, VenueRig } from "./venue_rig.ts";

function rigOnBars(marketAt: "open" | "close" = "open"): VenueRig {
  const rig = new VenueRig({ bars: { marketAt, halfSpreadBps: 9, participation: 0.5 } });
  rig.bar(1_000, 1_010, 990, 1_005, 100);
  return rig;
}

Deno.test("market orders are filled at the next open, as far as our share of the volume goes", () => {
  const rig = rigOnBars();
  rig.market(1, BUY, 30);
  rig.market(2, SELL, 30);
  assert.deepEqual(rig.told(), ["1 accepted", "2 accepted"]);
  rig.bar(1_006, 1_020, 1_000, 1_015, 100);
  assert.deepEqual(rig.told(), [
    "1 filled 30@1007 taker",
    "2 filled 20@1005 taker",
    `2 cancelled ${REASON_NO_LIQUIDITY}`,
  ]);
});

Deno.test("market orders are filled at the close where the model says so", () => {
  const rig = rigOnBars("close");
  rig.market(1, BUY, 30);
  rig.bar(1_006, 1_020, 1_000, 1_015, 100);
  assert.deepEqual(rig.told(), ["1 accepted", "1 filled 30@1016 taker"]);
});

Deno.test("a limit is filled when the bar passes through it, never when it touches", () => {
  const rig = rigOnBars();
  rig.limit(1, BUY, 995, 10);
  rig.limit(2, SELL, 1_020, 10);
  rig.bar(1_006, 1_020, 995, 1_000, 100);
  assert.deepEqual(rig.told(), ["1 accepted", "2 accepted"]);
  rig.bar(1_000, 1_021, 994, 1_000, 24);
  assert.deepEqual(rig.told(), ["1 filled 10@995 maker", "2 filled 2@1020 maker"]);
});

Deno.test("a limit that the open satisfies takes there; post-only and FOK keep their word", () => {
  const rig = rigOnBars();
  rig.limit(1, BUY, 1_050, 10);
  rig.limit(2, BUY, 1_050, 10, { flags: ORDER_FLAG_POST_ONLY });
  rig.limit(3, BUY, 1_050, 41, { tif: TIF_FOK });
  rig.limit(4, BUY, 1_050, 40, { tif: TIF_FOK });
  rig.reports();
  rig.bar(1_006, 1_007, 1_005, 1_006, 100);
  assert.deepEqual(rig.told(), [
    "1 filled 10@1007 taker",
    `2 cancelled ${REASON_WOULD_TAKE}`,
    `3 cancelled ${REASON_NOT_FILLABLE}`,
    "4 filled 40@1007 taker",
  ]);
});

Deno.test("a stop pays the worse of its price and the open; a stop-limit rests a bar later", () => {
  const rig = rigOnBars();
  rig.submit(1, { side: BUY, type: TYPE_STOP, stop: 1_020, lots: 5, price: NO_PRICE_TICKS });
  rig.submit(2, { side: SELL, type: TYPE_STOP, stop: 980, lots: 5, price: NO_PRICE_TICKS });
  rig.submit(3, { side: SELL, type: TYPE_STOP_LIMIT, stop: 980, price: 990, lots: 5 });
  rig.bar(1_006, 1_019, 981, 1_000, 100);
  assert.deepEqual(rig.told(), ["1 accepted", "2 accepted", "3 accepted"]);
  rig.bar(970, 1_030, 960, 1_000, 100);
  assert.deepEqual(rig.told(), ["1 filled 5@1021 taker", "2 filled 5@969 taker"]);
  rig.bar(985, 991, 980, 985, 100);
  assert.deepEqual(rig.told(), ["3 filled 5@990 maker"]);
});
