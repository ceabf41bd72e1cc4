/**
 * Recorded sessions as a venue would have sent them: frames in the order of the file, answers to
 * requests for books at their time, and what the venue lists.
 */
import { readFully } from "./read_fully.ts";

export interface RecordedFrame {
  readonly kind: "frame";
  readonly at: RecordedTime;
  readonly data: string;
}

export interface RecordedBook {
  readonly kind: "book";
  readonly at: RecordedTime;
  readonly symbol: string;
  readonly data: string;
}

export type Recorded = RecordedFrame | RecordedBook;

/** Seconds and nanoseconds, because a float does not hold both. */
export interface RecordedTime {
  readonly seconds: number;
  readonly nanos: number;
}

export interface RecordedSession {
  readonly openedMillis: number;
  /** The answer to the question what is traded. */
  readonly listing: string;
  readonly records: readonly Recorded[];
}

/** A session capture. Its answers stand first in the file, although they came in between. */
export async function readCapture(path: string): Promise<RecordedSession> {
  const lines = (await readFully(path)).trimEnd().split("\n").map((text) => ({
    text,
    line: JSON.parse(text),
  }));
  const frames: RecordedFrame[] = [];
  const books: RecordedBook[] = [];
  let listing = "{}";
  let openedMillis = Infinity;
  for (const { text, line } of lines) {
    const at = timeOf(/"(?:ts|recorded)":\s*([\d.]+)/.exec(text)?.[1] ?? "0");
    if (line.t === "recv") frames.push({ kind: "frame", at, data: line.data });
    if (line.t !== "http") continue;
    const symbol = URL.parse(line.url)?.searchParams.get("symbol");
    if (symbol) books.push({ kind: "book", at, symbol, data: line.data });
    else listing = line.data;
  }
  // The header's time, or that of the first line.
  for (const { text } of lines.slice(0, 2)) {
    const { seconds, nanos } = timeOf(/"(?:ts|recorded)":\s*([\d.]+)/.exec(text)?.[1] ?? "0");
    openedMillis = Math.min(openedMillis, seconds * 1_000 + Math.floor(nanos / 1e6));
  }
  const records: Recorded[] = [];
  for (const frame of frames) {
    while (books.length > 0 && compare(books[0].at, frame.at) <= 0) records.push(books.shift()!);
    records.push(frame);
  }
  return { openedMillis, listing, records: [...records, ...books] };
}

/** Raw Binance lines; what is traded has to be told, the file does not know. */
export async function readRaw(
  paths: readonly string[],
  symbol: string,
  filters: readonly unknown[],
): Promise<RecordedSession> {
  const records: Recorded[] = [];
  for (const path of paths) {
    for (const line of (await readFully(path)).trimEnd().split("\n")) {
      const space = line.indexOf(" ");
      const data = line.slice(space + 1);
      const at = { seconds: Number(line.slice(0, 10)), nanos: Number(line.slice(10, space)) };
      // A later snapshot than the first comes like any other line: nobody asked for it.
      const isFirst = data.startsWith('{"lastUpdateId"') &&
        !records.some(({ kind }) => kind === "book");
      records.push(isFirst ? { kind: "book", at, symbol, data } : { kind: "frame", at, data });
    }
  }
  const { seconds, nanos } = records[0].at;
  return {
    openedMillis: seconds * 1_000 + Math.floor(nanos / 1e6),
    listing: JSON.stringify({ symbols: [{ symbol, status: "TRADING", filters }] }),
    records,
  };
}

export function nanosSince({ seconds, nanos }: RecordedTime, epochMillis: number): number {
  return (seconds - epochMillis / 1_000) * 1e9 + nanos;
}

function timeOf(text: string): RecordedTime {
  const [seconds, fraction = ""] = text.split(".");
  return { seconds: Number(seconds), nanos: Number(fraction.slice(0, 9).padEnd(9, "0")) };
}

function compare(a: RecordedTime, b: RecordedTime): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}
