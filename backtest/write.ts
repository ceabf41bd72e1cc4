/**
 * Files of a backtest, for other programs: everything but the long columns as JSON, orders and fills
 * as CSV. Prices are in quote currency, quantities in base currency, times in Unix milliseconds with
 * nanoseconds behind the point, exact. What has no value is absent from the JSON and empty in the CSV.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../core/base/units.ts";
import { reasonName } from "../core/trading/risk/reasons.ts";
import type { MeasuredRun } from "./measured_run.ts";
import { type BacktestResult, END_NAMES, MARKOUT_NANOS } from "./result.ts";

const TYPES = ["limit", "market", "stop", "stop_limit"] as const;
const TIMES_IN_FORCE = ["gtc", "ioc", "fok", "gtd"] as const;
/** Lines that are handed over at once. */
const CHUNK_LINES = 4_096;

/** Says so in the file, so that readers can tell a later layout. */
export const RESULT_VERSION = 1;

/** Metrics, totals and the equity curve of every run. */
export function resultJson(runs: readonly MeasuredRun[]): string {
  const plain = runs.map(({ result, metrics }) => {
    const { equity, fills: _fills, orders: _orders, ...rest } = result;
    return {
      ...rest,
      metrics,
      equity: {
        everyNanos: equity.everyNanos,
        unixMillis: Array.from(equity.timesNanos, (at) => result.epochMillis + at / 1e6),
        equityQuote: Array.from(equity.equityQuote),
      },
    };
  });
  return JSON.stringify({ version: RESULT_VERSION, runs: plain }, null, 1) + "\n";
}

/** A header, then a line an order, in pieces that fit into memory. */
export function* ordersCsv(runs: readonly MeasuredRun[]): Generator<string> {
  yield "run,order_id,symbol,venue,side,type,time_in_force,limit_price,quantity,filled," +
    "average_price,fee,sent_unix_ms,arrived_unix_ms,answered_unix_ms,ended_unix_ms,decision_mid," +
    "arrival_mid,twap,vwap,end,reason\n";
  for (const { result } of runs) {
    const { orders } = result;
    yield* chunks(orders.count, (i) => {
      const { symbol, venue, priceUnit, qtyUnit } = result.instruments[orders.instruments[i]];
      const price = (ticks: number) => priceText(ticks, priceUnit);
      return [
        quoted(result.label),
        orders.orderIds[i],
        quoted(symbol),
        venue,
        sideText(orders.sides[i]),
        TYPES[orders.types[i]] ?? "",
        TIMES_IN_FORCE[orders.timesInForce[i]] ?? "",
        price(orders.limitTicks[i]),
        clean(orders.qtyLots[i] * qtyUnit),
        clean(orders.filledLots[i] * qtyUnit),
        orders.filledLots[i] > 0 ? price(orders.averageTicks[i]) : "",
        clean(orders.feeQuote[i]),
        unixMillisText(result, orders.sentNanos[i]),
        orders.answeredNanos[i] === 0 ? "" : unixMillisText(result, orders.arrivedNanos[i]),
        orders.answeredNanos[i] === 0 ? "" : unixMillisText(result, orders.answeredNanos[i]),
        orders.endNanos[i] === 0 ? "" : unixMillisText(result, orders.endNanos[i]),
        price(orders.decisionMidTicks[i]),
        price(orders.arrivalMidTicks[i]),
        price(orders.twapTicks[i]),
        price(orders.vwapTicks[i]),
        END_NAMES[orders.ends[i]],
        orders.reasons[i] === 0 ? "" : reasonName(orders.reasons[i]),
      ];
    });
  }
}

/** A header, then a line a fill. */
export function* fillsCsv(runs: readonly MeasuredRun[]): Generator<string> {
  const later = MARKOUT_NANOS.map((nanos) => `mid_after_${nanos / 1e6}_ms`).join(",");
  yield `run,order_id,symbol,venue,side,price,quantity,fee,is_maker,unix_ms,known_unix_ms,mid,` +
    `${later},position\n`;
  for (const { result } of runs) {
    const { fills } = result;
    yield* chunks(fills.count, (i) => {
      const { symbol, venue, priceUnit, qtyUnit } = result.instruments[fills.instruments[i]];
      return [
        quoted(result.label),
        fills.orderIds[i],
        quoted(symbol),
        venue,
        sideText(fills.sides[i]),
        priceText(fills.priceTicks[i], priceUnit),
        clean(fills.qtyLots[i] * qtyUnit),
        clean(fills.feeQuote[i]),
        fills.isMaker[i],
        unixMillisText(result, fills.timesNanos[i]),
        unixMillisText(result, fills.knownNanos[i]),
        priceText(fills.midTicks[i], priceUnit),
        ...fills.laterMidTicks.map((mids) => priceText(mids[i], priceUnit)),
        clean(fills.positionLots[i] * qtyUnit),
      ];
    });
  }
}

/** Writes pieces of text behind each other; what was half written is removed when one fails. */
export function writePieces(path: string, pieces: Iterable<string>): void {
  const part = `${path}.part`;
  const encoder = new TextEncoder();
  using file = Deno.openSync(part, { write: true, create: true, truncate: true });
  try {
    for (const piece of pieces) {
      const bytes = encoder.encode(piece);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    }
  } catch (thrown) {
    Deno.removeSync(part);
    throw thrown;
  }
  Deno.renameSync(part, path);
}

function* chunks(
  count: number,
  line: (row: number) => readonly (string | number)[],
): Generator<string> {
  for (let from = 0; from < count; from += CHUNK_LINES) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(count, from + CHUNK_LINES); i++) {
      lines.push(line(i).join(","));
    }
    yield `${lines.join("\n")}\n`;
  }
}

function sideText(side: number): string {
  return side === SIDE_BID ? "buy" : "sell";
}

function priceText(ticks: number, priceUnit: number): string | number {
  return ticks === NO_PRICE_TICKS ? "" : clean(ticks * priceUnit);
}

/** Without the last bits of a product: 500.02, not 500.02000000000004. */
function clean(value: number): number {
  return Number(value.toPrecision(13));
}

/** "1767571200123.456789": more digits than a number has. */
function unixMillisText({ epochMillis }: BacktestResult, nanos: number): string {
  const millis = Math.floor(nanos / 1e6);
  const rest = Math.round(nanos - millis * 1e6);
  return `${epochMillis + millis}.${String(rest).padStart(6, "0")}`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
