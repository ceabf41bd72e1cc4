/** A running session as text: status, orders, fills, positions. */
import type { Fill, Order, Position, Status } from "../client/control_client.ts";
import { countText, durationText } from "./format.ts";
import { textTable } from "./text_table.ts";

export function statusText(status: Status): string {
  const { counts, rates, latency } = status;
  const rows = [
    ["session", `${status.sessionId}  ${status.mode}, ${status.state}`],
    ["source", status.source],
    ["event time", status.eventTime?.iso ?? "–"],
    ["messages", `${countText(counts.messages)}  ${countText(rates.messages)}/s`],
    ["frames", `${countText(counts.frames)}  ${countText(rates.frames)}/s`],
    ["predictions", `${countText(counts.predictions)}  ${status.model ?? "no model"}`],
    ["trading", `${status.trading}, ${status.risk}`],
    ["orders", `${countText(counts.orders)}, ${countText(counts.fills)} fills`],
    [
      "latency",
      latency === null ? "–" : `p50 ${durationText(latency.p50)}, p99 ${durationText(latency.p99)}`,
    ],
    ["alarms", String(status.alarms)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n");
}

export function ordersText(orders: readonly Order[]): string {
  if (orders.length === 0) return "no orders";
  return textTable(
    ["order", "symbol", "side", "quantity", "filled", "price", "state"],
    orders.map((order) => [
      String(order.orderId),
      order.symbol,
      order.side,
      String(order.qty),
      String(order.filledQty),
      order.price === null ? "market" : String(order.price),
      order.reason === null ? order.state : `${order.state}: ${order.reason}`,
    ]),
  );
}

export function fillsText(fills: readonly Fill[]): string {
  if (fills.length === 0) return "no fills";
  return textTable(
    ["time", "symbol", "side", "quantity", "price", "fee", "order"],
    fills.map((fill) => [
      fill.time.iso,
      fill.symbol,
      fill.side,
      String(fill.qty),
      String(fill.price),
      fill.fee.toFixed(4),
      String(fill.orderId),
    ]),
  );
}

export function positionsText(positions: readonly Position[]): string {
  if (positions.length === 0) return "no positions";
  return textTable(
    ["strategy", "symbol", "position", "average", "mark", "P&L", "fees", "fills"],
    positions.map((position) => [
      position.strategy ?? String(position.strategyId),
      position.symbol,
      String(position.qty),
      position.averagePrice?.toFixed(6).replace(/\.?0+$/, "") ?? "–",
      position.markPrice === null ? "–" : String(position.markPrice),
      position.pnl.toFixed(2),
      position.fees.toFixed(2),
      String(position.fills),
    ]),
  );
}
