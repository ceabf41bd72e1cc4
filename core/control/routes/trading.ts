/** Orders, fills, positions, P&L, risk and its commands. */
import {
  CONTROL_CANCEL_ALL,
  CONTROL_FLATTEN,
  CONTROL_FULL,
  CONTROL_KILL,
  CONTROL_PAUSE,
  CONTROL_REARM,
  CONTROL_REDUCE_ONLY,
  CONTROL_RESUME,
} from "../../wire/control.ts";
import { wallMillis } from "../../base/clock.ts";
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import {
  cancelAll,
  flatten,
  full,
  kill,
  listFills,
  listOrders,
  listPositions,
  pause,
  rearm,
  reduceOnly,
  resume,
  showPnl,
  showRisk,
} from "../contract/trading.ts";
import { cursorOf, pageFrom } from "../http/pages.ts";
import { isCli } from "./cli_agent.ts";
import { openOrdersView, positionsView } from "../views/positions_view.ts";
import { riskView } from "../views/risk_view.ts";

export function addTradingRoutes(app: ControlApp, plane: ControlPlane): void {
  const { tap } = plane;
  app.openapi(listOrders, (c) => {
    const { limit, cursor, state } = c.req.valid("query");
    const before = cursorOf(cursor);
    const orders = state === "open"
      ? openOrdersView(tap).filter(({ orderId }) => orderId < before)
      : tap.orders.orders.newest(before, limit + 1);
    return c.json(pageFrom(orders, limit, ({ orderId }) => orderId), 200);
  });
  app.openapi(listFills, (c) => {
    const { limit, cursor } = c.req.valid("query");
    const before = cursorOf(cursor);
    const { fills } = tap.orders;
    const older = fills.before(fills.next, Infinity).filter(({ sequence }) => sequence < before);
    return c.json(pageFrom(older, limit, ({ sequence }) => sequence), 200);
  });
  app.openapi(listPositions, (c) => c.json({ items: positionsView(tap) }, 200));
  app.openapi(showPnl, (c) => {
    const now = tap.pnl.measure(wallMillis(), positionsView(tap));
    return c.json({ now, points: tap.pnl.points.since(0) }, 200);
  });
  app.openapi(showRisk, (c) => c.json(riskView(tap), 200));

  const commands = [
    [kill, CONTROL_KILL],
    [rearm, CONTROL_REARM],
    [pause, CONTROL_PAUSE],
    [resume, CONTROL_RESUME],
    [flatten, CONTROL_FLATTEN],
    [cancelAll, CONTROL_CANCEL_ALL],
    [reduceOnly, CONTROL_REDUCE_ONLY],
    [full, CONTROL_FULL],
  ] as const;
  for (const [route, kind] of commands) {
    app.openapi(route, async (c) => {
      const { strategyId = -1, instrumentId = -1 } = c.req.valid("json") ?? {};
      return c.json(await plane.command({ kind, strategyId, instrumentId }, isCli(c)), 202);
    });
  }
}
