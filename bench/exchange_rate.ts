/**
 * How many order events a second the exchange serves with clients attached, and whether they miss
 * anything: `deno run -A bench/exchange_rate.ts [EVENTS] [SECONDS]`.
 *
 * ```text
 *   exchange (a worker) ─┬─▶ depth@0ms, trade, bookTicker of all four markets, two sockets
 *                        └─▶ depth@100ms, trade, bookTicker, two more; and a request for the time
 * ```
 *
 * Clients are in this process and only count; every depth update is held to the one before.
 */
import { spawnExchange } from "../exchange/spawn_exchange.ts";

export interface RateResult {
  readonly eventsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Depth updates that do not follow the one before. */
  readonly gaps: number;
  /** Connections that were lost. */
  readonly cuts: number;
  /** Of a request beside all that, milliseconds. */
  readonly requestMillisP50: number;
  readonly requestMillisMax: number;
}

const SYMBOLS = ["btcusdt", "ethusdt"];
const SETTLE_MILLIS = 500;
const REQUEST_MILLIS = 100;

/** @param eventsPerSecond asked of the flow */
export async function measureRate(eventsPerSecond: number, seconds: number): Promise<RateResult> {
  const exchange = await spawnExchange({ eventsPerSecond, limits: "off" });
  const counts = { messages: 0, bytes: 0, gaps: 0, cuts: 0 };
  const sockets = [exchange.spotWsUrl, exchange.futuresWsUrl].flatMap((url) =>
    ["0ms", "100ms"].map((speed) => attach(url, speed, counts))
  );
  try {
    await pause(SETTLE_MILLIS);
    const before = { ...counts, events: await eventsOf(exchange.restUrl) };
    const started = performance.now();
    const requests: number[] = [];
    while (performance.now() - started < seconds * 1e3) {
      await pause(REQUEST_MILLIS);
      const asked = performance.now();
      await (await fetch(`${exchange.restUrl}/api/v3/time`)).text();
      requests.push(performance.now() - asked);
    }
    const events = await eventsOf(exchange.restUrl);
    const passed = (performance.now() - started) / 1e3;
    requests.sort((a, b) => a - b);
    return {
      eventsPerSecond: (events - before.events) / passed,
      messagesPerSecond: (counts.messages - before.messages) / passed,
      megabytesPerSecond: (counts.bytes - before.bytes) / passed / 1e6,
      gaps: counts.gaps,
      cuts: counts.cuts,
      requestMillisP50: requests[requests.length >> 1],
      requestMillisMax: requests.at(-1) ?? NaN,
    };
  } finally {
    for (const socket of sockets) {
      socket.onclose = null;
      socket.close();
    }
    await exchange.stop();
  }
}

interface Counts {
  messages: number;
  bytes: number;
  gaps: number;
  cuts: number;
}

function attach(url: string, speed: string, counts: Counts): WebSocket {
  const names = SYMBOLS.flatMap((s) => [`${s}@depth@${speed}`, `${s}@trade`, `${s}@bookTicker`]);
  const socket = new WebSocket(`${url}/stream?streams=${names.join("/")}`);
  const lastIds = new Map<string, number>();
  socket.onmessage = ({ data }) => {
    counts.messages++;
    counts.bytes += data.length;
    const depth = /^{"stream":"(\w+)@depth.*?"U":(\d+),"u":(\d+)/.exec(data);
    if (depth === null) return;
    const [, symbol, first, last] = depth;
    const before = lastIds.get(symbol);
    if (before !== undefined && Number(first) !== before + 1) counts.gaps++;
    lastIds.set(symbol, Number(last));
  };
  socket.onclose = () => counts.cuts++;
  return socket;
}

async function eventsOf(restUrl: string): Promise<number> {
  return (await (await fetch(`${restUrl}/practice`)).json()).events;
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

if (import.meta.main) {
  const [events = "20000", seconds = "10"] = Deno.args;
  const result = await measureRate(Number(events), Number(seconds));
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  console.log(
    `asked ${whole(Number(events))} events/s for ${seconds} s: ${
      whole(result.eventsPerSecond)
    } events/s, ` +
      `${whole(result.messagesPerSecond)} messages/s (${
        result.megabytesPerSecond.toFixed(1)
      } MB/s) ` +
      `to 4 sockets, ${result.gaps} gaps, ${result.cuts} cut; a request ` +
      `p50 ${result.requestMillisP50.toFixed(1)} ms, max ${result.requestMillisMax.toFixed(1)} ms`,
  );
}
