/** The risk gate as the API shows it: state, limits, and what is left of each. */
import { GATE_HELD, GATE_PAUSED, GATE_REDUCE_ONLY } from "../../trading/account_board.ts";
import { reasonName, REASONS } from "../../trading/risk/reasons.ts";
import type { RiskLimits } from "../../trading/risk/limits.ts";
import type { Position, Risk } from "../contract/trading.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { gateState } from "./status_view.ts";
import { positionsView } from "./positions_view.ts";

export function riskView(tap: SessionTap): Risk {
  const { view } = tap;
  const trades = view.trading !== "none";
  const { killedFor, flags, eventNanos, orders } = tap.trading();
  const positions = trades ? positionsView(tap) : [];
  return {
    state: gateState(tap),
    paused: (flags & GATE_PAUSED) !== 0,
    reduceOnly: (flags & GATE_REDUCE_ONLY) !== 0,
    held: (flags & GATE_HELD) !== 0,
    killed: killedFor !== 0,
    killedFor: killedFor === 0 ? null : reasonName(killedFor),
    killedBecause: killedFor === 0 ? null : REASONS[killedFor]?.sentence ?? null,
    limits: view.limits === undefined ? null : { ...view.limits },
    headroom: view.limits === undefined
      ? []
      : headroomOf(view.limits, positions, orders.length, tap),
    refused: Object.fromEntries(tap.orders.refused),
    eventTime: trades && eventNanos > 0 ? tap.time(eventNanos) : null,
  };
}

/** Limits whose use the account board tells; equity is capital plus P&L, as the gate counts it. */
function headroomOf(
  limits: RiskLimits,
  positions: readonly Position[],
  openOrders: number,
  tap: SessionTap,
): Risk["headroom"] {
  const pnl = positions.reduce((sum, position) => sum + position.pnl, 0);
  const equity = limits.capitalQuote + pnl;
  const notionals = positions.map(({ notional }) => notional);
  const gross = notionals.reduce((sum, notional) => sum + Math.abs(notional), 0);
  const net = Math.abs(notionals.reduce((sum, notional) => sum + notional, 0));
  const largest = Math.max(0, ...notionals.map(Math.abs));
  const largestQty = Math.max(0, ...positions.map(({ qty }) => Math.abs(qty)));
  const { drawdown } = tap.pnl.measure(0, positions);
  const uses: readonly (readonly [keyof RiskLimits, number])[] = [
    ["maxPositionQty", largestQty],
    ["maxPositionFraction", largest / equity],
    ["maxGrossFraction", gross / equity],
    ["maxNetFraction", net / equity],
    ["maxOpenOrders", openOrders],
    ["maxDrawdownFraction", drawdown / (equity + drawdown)],
  ];
  return uses.flatMap(([limit, value]) => {
    const most = limits[limit];
    return typeof most === "number"
      ? [{ limit, value, most, headroom: Math.max(0, 1 - value / most) }]
      : [];
  });
}
