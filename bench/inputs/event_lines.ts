/**
 * A source's market messages as the JSON lines that the plain pipeline reads: one line a group, in
 * prices and quantities. Made beforehand, so that neither side pays for it.
 */
import * as wire from "../../core/wire/market.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { MarketSource } from "../../core/venues/source.ts";
import { driveSource, type SeenMessage } from "../../tests/venues/drive_source.ts";
import type { PlainChange } from "../baselines/plain_events.ts";

const TWO_32 = 0x1_0000_0000;
const ORDER_KINDS = ["", "add", "execute", "cancel", "delete", "replace"] as const;

export interface EventLines {
  readonly lines: readonly string[];
  /** Size of a tick and of a lot, by instrument. */
  readonly ticks: readonly number[];
  readonly lots: readonly number[];
}

interface Grid {
  readonly tick: number;
  readonly lot: number;
  readonly priceDecimals: number;
  readonly lotDecimals: number;
}

/** @param mostLines lines after these are left out */
export async function makeEventLines(
  source: MarketSource,
  mostLines = Number.POSITIVE_INFINITY,
): Promise<EventLines> {
  const grids: Grid[] = [];
  const lines: string[] = [];
  let changes: PlainChange[] = [];
  await driveSource(source, {
    onMessage(message) {
      if (lines.length >= mostLines) return;
      if (message.kind === "instrument") grids[message.instrumentId] = gridOf(message);
      const change = message.instrumentId < 0 ? undefined : changeOf(message, grids);
      if (change !== undefined) changes.push(change);
      if ((message.flags & wire.FLAG_LAST) === 0) return;
      const { instrumentId: instrument, exchNanos, recvNanos, sequence } = message;
      if (changes.length > 0) {
        lines.push(JSON.stringify({ instrument, exchNanos, recvNanos, sequence, changes }));
      }
      changes = [];
    },
  });
  return {
    lines,
    ticks: grids.map(({ tick }) => tick),
    lots: grids.map(({ lot }) => lot),
  };
}

function gridOf(message: SeenMessage & { kind: "instrument" }): Grid {
  const { tickUnits, lotUnits, priceDecimals, lotDecimals } = message;
  return {
    tick: tickUnits / 10 ** priceDecimals,
    lot: lotUnits / 10 ** lotDecimals,
    priceDecimals,
    lotDecimals,
  };
}

/** undefined = nothing that the plain pipeline looks at. */
function changeOf(message: SeenMessage, grids: readonly Grid[]): PlainChange | undefined {
  const { tick, lot, priceDecimals, lotDecimals } = grids[message.instrumentId];
  const price = (ticks: number) => Number((ticks * tick).toFixed(priceDecimals));
  const qty = (lots: number) => Number((lots * lot).toFixed(lotDecimals));
  switch (message.kind) {
    case "instrument":
      return { kind: "instrument", symbol: message.symbol };
    case "level":
      return {
        kind: "level",
        side: sideOf(message.side),
        price: price(message.priceTicks),
        qty: qty(message.qtyLots),
      };
    case "order":
      return {
        kind: ORDER_KINDS[message.action] as "add",
        side: sideOf(message.side),
        price: price(message.priceTicks),
        qty: qty(message.qtyLots),
        order: idOf(message.orderLow, message.orderHigh),
        ...(message.action === wire.ORDER_REPLACE
          ? { newOrder: idOf(message.newLow, message.newHigh) }
          : {}),
        ...(message.flags & wire.FLAG_BOOKED ? { booked: true } : {}),
      };
    case "trade":
      return {
        kind: "trade",
        side: message.side === SIDE_BID || message.side === SIDE_ASK
          ? sideOf(message.side)
          : "none",
        price: price(message.priceTicks),
        qty: qty(message.qtyLots),
      };
    case "quote":
      return {
        kind: "quote",
        bid: price(message.bidTicks),
        ask: price(message.askTicks),
        bidQty: qty(message.bidLots),
        askQty: qty(message.askLots),
      };
    case "status":
      return message.status === wire.STATUS_CLEAR ? { kind: "clear" } : undefined;
    default:
      return undefined;
  }
}

function sideOf(side: number): "bid" | "ask" {
  return side === SIDE_BID ? "bid" : "ask";
}

function idOf(low: number, high: number): number {
  return (low >>> 0) + (high >>> 0) * TWO_32;
}
