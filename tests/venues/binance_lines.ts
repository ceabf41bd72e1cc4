/**
 * Hand-made Binance records for tests, and a driver for recordings written on the spot.
 */
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { type RawBinanceOptions, RawBinanceSource } from "../../core/venues/binance/raw_source.ts";
import { type DriveResult, driveSource } from "./drive_source.ts";

/** 2024-08-09T00:00:00Z */
export const EPOCH_SECONDS = 1_723_161_600;
export const NAME = "made.txt";

type Level = readonly [price: string, qty: string];

export interface DiffOptions {
  readonly symbol?: string;
  readonly pu?: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
}

/** A spot depth update U..u, or one of futures when pu is given. */
export function diff(U: number, u: number, options: DiffOptions = {}): string {
  const { symbol = "BTCUSDT", pu, bids = [["100.50", "1.5"]], asks = [] } = options;
  const chain = pu === undefined ? {} : { pu };
  return wrap(symbol, "depth@100ms", {
    e: "depthUpdate",
    E: EPOCH_SECONDS * 1_000 + 5,
    s: symbol,
    U,
    u,
    ...chain,
    b: bids,
    a: asks,
  });
}

export function snapshot(
  lastUpdateId: number,
  bids: readonly Level[] = [["100.25", "2.5"]],
  asks: readonly Level[] = [["101.75", "3.5"]],
): string {
  return JSON.stringify({ lastUpdateId, bids, asks });
}

export function trade(id: number, price = "100.50", symbol = "BTCUSDT", m = true): string {
  const time = EPOCH_SECONDS * 1_000 + 7;
  const data = { e: "trade", E: time, s: symbol, t: id, p: price, q: "0.5", T: time, m, M: true };
  return wrap(symbol, "trade", data);
}

export function quote(u: number, symbol = "BTCUSDT"): string {
  const data = { u, s: symbol, b: "100.25", B: "2.5", a: "101.75", A: "3.5" };
  return wrap(symbol, "bookTicker", data);
}

export function wrap(symbol: string, stream: string, data: unknown): string {
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@${stream}`, data });
}

/** Lines with times of receipt a microsecond apart. */
export function withTimes(records: readonly string[]): string {
  return records.map((record, i) =>
    `${EPOCH_SECONDS}${String(i * 1_000).padStart(9, "0")} ${record}\n`
  )
    .join("");
}

/** Writes text to a file, replays it, and removes it. */
export async function driveText(
  text: string,
  options: RawBinanceOptions = {},
  instruments = new InstrumentRegistry(),
): Promise<DriveResult> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${NAME}`, text);
    const source = new RawBinanceSource([`${folder}/${NAME}`], options);
    return await driveSource(source, { instruments });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export function drive(records: readonly string[], options: RawBinanceOptions = {}) {
  return driveText(withTimes(records), options);
}

/** Messages in short: "clear 10", "level 12 bid 10050 15", "gap 13", "trade 10050". */
export function summary(result: DriveResult): string[] {
  const lines: string[] = [];
  for (const message of result.messages) {
    const last = (message.flags & 1) !== 0 ? "." : "";
    const of = message.instrumentId > 0 ? `#${message.instrumentId} ` : "";
    switch (message.kind) {
      case "level": {
        const side = message.side === 0 ? "bid" : "ask";
        lines.push(`${of}${side} ${message.priceTicks} u${message.sequence}${last}`);
        break;
      }
      case "status":
        lines.push(
          `${of}${["", "clear", "gap", "", "", "", "bad"][message.status]} ` +
            `${message.value} u${message.sequence}${last}`,
        );
        break;
      case "instrument":
        break;
      default:
        lines.push(`${of}${message.kind}${last}`);
    }
  }
  return lines;
}
