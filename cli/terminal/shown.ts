/** What the terminal view shows, as of now: the same views that the API answers with. */
import type { SessionTap } from "../../core/control/tap/session_tap.ts";
import { alarmsView } from "../../core/control/views/alarms_view.ts";
import { instrumentsView } from "../../core/control/views/instruments_view.ts";
import { frameView } from "../../core/control/views/market_view.ts";
import { placesView, ringsView, stagesView } from "../../core/control/views/pipeline_view.ts";
import { openOrdersView, positionsView } from "../../core/control/views/positions_view.ts";
import { statusView } from "../../core/control/views/status_view.ts";
import type { Shown } from "./screen.ts";

const FILLS = 1;
const POINTS = 120;
const LINES = 200;

/** @param note of the keyboard */
export function shownOf(tap: SessionTap, note: string): Shown {
  const { view, instruments, frames, orders, pnl } = tap;
  const trades = view.trading !== "none";
  return {
    status: statusView(tap),
    places: placesView(tap),
    stages: stagesView(tap),
    rings: ringsView(view),
    rssBytes: Deno.memoryUsage().rss,
    instruments: instrumentsView(tap),
    frames: frames.all.flatMap((frame) =>
      frame === undefined ? [] : [frameView(frame, instruments, tap.epochMillis)]
    ),
    positions: trades ? positionsView(tap) : [],
    openOrders: trades ? openOrdersView(tap) : [],
    fills: orders.fills.before(Infinity, FILLS),
    pnl: pnl.points.before(Infinity, POINTS).reverse(),
    alarms: alarmsView(tap),
    logLines: view.logLines().slice(-LINES),
    note,
  };
}
