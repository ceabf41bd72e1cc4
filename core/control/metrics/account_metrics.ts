/** Metrics of what is traded and earned. Sessions without trading have none of them. */
import type { Sample } from "../../telemetry/metric.ts";
import { GATE_HELD, GATE_PAUSED, GATE_REDUCE_ONLY } from "../../trading/account_board.ts";
import type { Position } from "../contract/trading.ts";
import type { ControlPlane } from "../control_plane.ts";
import { positionsView } from "../views/positions_view.ts";
import { riskView } from "../views/risk_view.ts";
import type { SessionMetric } from "./session_metrics.ts";

/** One value an account. */
function ofAccounts(valueOf: (position: Position) => number): SessionMetric["read"] {
  return (plane) =>
    trades(plane)
      ? positionsView(plane.tap).map((position) => ({
        labels: {
          strategy: position.strategy ?? String(position.strategyId),
          instance: String(position.strategyId),
          symbol: position.symbol,
        },
        value: valueOf(position),
      }))
      : [];
}

function ofGate(valueOf: (flags: number, killedFor: number) => boolean): SessionMetric["read"] {
  return (plane) => {
    if (!trades(plane)) return [];
    const { flags, killedFor } = plane.tap.trading();
    return [{ labels: {}, value: valueOf(flags, killedFor) ? 1 : 0 }];
  };
}

function ofReasons(
  countsOf: (plane: ControlPlane) => ReadonlyMap<string, number>,
): SessionMetric["read"] {
  return (plane) =>
    [...countsOf(plane)].map(([reason, value]): Sample => ({ labels: { reason }, value }));
}

export const ACCOUNT_METRICS: readonly SessionMetric[] = [
  {
    name: "millrace_position_quantity",
    type: "gauge",
    unit: "1",
    help: "Position in units of the instrument",
    isPrivate: true,
    read: ofAccounts(({ qty }) => qty),
  },
  {
    name: "millrace_position_notional_quote",
    type: "gauge",
    unit: "{quote}",
    help: "What a position is worth, in quote currency",
    isPrivate: true,
    read: ofAccounts(({ notional }) => notional),
  },
  {
    name: "millrace_pnl_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Earned after fees, in quote currency",
    isPrivate: true,
    read: ofAccounts(({ pnl }) => pnl),
  },
  {
    name: "millrace_realized_pnl_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Earned by closing positions, in quote currency",
    isPrivate: true,
    read: ofAccounts(({ realized }) => realized),
  },
  {
    name: "millrace_unrealized_pnl_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Earned on what is still held, in quote currency",
    isPrivate: true,
    read: ofAccounts(({ unrealized }) => unrealized),
  },
  {
    name: "millrace_fees_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Fees paid less rebates, in quote currency",
    isPrivate: true,
    read: ofAccounts(({ fees }) => fees),
  },
  {
    name: "millrace_drawdown_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Below the highest P&L, in quote currency",
    isPrivate: true,
    read: (plane) =>
      trades(plane)
        ? [{ labels: {}, value: plane.tap.pnl.measure(0, positionsView(plane.tap)).drawdown }]
        : [],
  },
  {
    name: "millrace_slippage_quote",
    type: "gauge",
    unit: "{quote}",
    help: "Paid beyond the mid that the control plane knew when orders were sent",
    isPrivate: true,
    read: (plane) =>
      trades(plane) ? [{ labels: {}, value: plane.tap.orders.orders.slippageQuote }] : [],
  },
  {
    name: "millrace_risk_headroom_ratio",
    type: "gauge",
    unit: "1",
    help: "What is left of a limit: 1 = all, 0 = nothing",
    isPrivate: true,
    read: (plane) =>
      trades(plane)
        ? riskView(plane.tap).headroom.map(({ limit, headroom }) => ({
          labels: { limit },
          value: headroom,
        }))
        : [],
  },
  {
    name: "millrace_risk_refusals_by_reason_total",
    type: "counter",
    unit: "{requests}",
    help: "Requests that the risk gate refused and the control plane saw, by reason",
    read: ofReasons(({ tap }) => tap.orders.refused),
  },
  {
    name: "millrace_order_rejects_by_reason_total",
    type: "counter",
    unit: "{orders}",
    help: "Orders that a venue rejected and the control plane saw, by reason",
    read: ofReasons(({ tap }) => tap.orders.orders.rejected),
  },
  {
    name: "millrace_risk_killed",
    type: "gauge",
    unit: "1",
    help: "1 = the kill switch is on",
    read: ofGate((_, killedFor) => killedFor !== 0),
  },
  {
    name: "millrace_risk_paused",
    type: "gauge",
    unit: "1",
    help: "1 = nothing new is sent",
    read: ofGate((flags) => (flags & GATE_PAUSED) !== 0),
  },
  {
    name: "millrace_risk_reduce_only",
    type: "gauge",
    unit: "1",
    help: "1 = only what reduces a position is let out",
    read: ofGate((flags) => (flags & GATE_REDUCE_ONLY) !== 0),
  },
  {
    name: "millrace_risk_held",
    type: "gauge",
    unit: "1",
    help: "1 = the supervisor holds trading while a stage is replaced",
    read: ofGate((flags) => (flags & GATE_HELD) !== 0),
  },
];

function trades({ tap }: ControlPlane): boolean {
  return tap.view.trading !== "none";
}
