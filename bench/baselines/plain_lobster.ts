/** LOBSTER's two files the plain way: split and Number for every row of both. */
import type { PlainChange, PlainEvent } from "./plain_events.ts";

const PRICE_UNITS = 10_000;
const LEVEL_FIELDS = 4;
const ORDER_KINDS: Readonly<Record<string, "add" | "cancel" | "delete" | "execute">> = {
  1: "add",
  2: "cancel",
  3: "delete",
  4: "execute",
};

/** @param rows row i is the book after message i */
export function* parsePlainLobster(
  messages: readonly string[],
  rows: readonly string[],
): Generator<PlainEvent> {
  for (let i = 0; i < messages.length; i++) {
    const [time, type, order, size, price, direction] = messages[i].split(",");
    const nanos = Math.round(Number(time) * 1e9);
    const kind = ORDER_KINDS[type];
    const changes: PlainChange[] = [];
    const side = direction === "1" ? "bid" : "ask";
    const common = { side, price: Number(price) / PRICE_UNITS, qty: Number(size) } as const;
    if (kind !== undefined) changes.push({ kind, order: Number(order), ...common });
    else if (type === "5") {
      changes.push({ ...common, kind: "trade", side: side === "bid" ? "ask" : "bid" });
    }
    changes.push(parseRow(rows[i]));
    yield { instrument: 0, exchNanos: nanos, recvNanos: nanos, sequence: i + 1, changes };
  }
}

function parseRow(row: string): PlainChange {
  const fields = row.split(",").map(Number);
  const bids: [number, number][] = [];
  const asks: [number, number][] = [];
  for (let i = 0; i < fields.length; i += LEVEL_FIELDS) {
    if (fields[i + 1] > 0) asks.push([fields[i] / PRICE_UNITS, fields[i + 1]]);
    if (fields[i + 3] > 0) bids.push([fields[i + 2] / PRICE_UNITS, fields[i + 3]]);
  }
  return { kind: "book", bids, asks };
}
