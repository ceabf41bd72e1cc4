/**
 * Events a second of backtests on one core, over a Binance recording that was decoded into memory
 * before: touch_quoter.ts in the whole runtime (ring, book, features, frames, strategy, risk, simulated
 * exchange, positions), alone and as one of several behind one pass, and the same quotes on the
 * simulated exchange alone. Events are changes of levels, trades and clears of a side, as in the other half, quote_touch_hftbacktest.py.
 *
 *     deno run -A bench/peers/quote_touch.ts RECORDING...
 */
import { Clock } from "../../core/base/clock.ts";
import { NANOS_PER_SECOND } from "../../core/base/units.ts";
import { SimulatedExchange } from "../../core/exchange/venue/simulated_exchange.ts";
import { DEFAULT_SCHEDULE } from "../../core/inference/schedule.ts";
import type { FileInput } from "../../core/supervisor/job.ts";
import { NO_LIMITS } from "../../core/trading/risk/limits.ts";
import {
  AT_KIND,
  AT_STATUS,
  kindOf,
  MARKET_WORDS,
  MESSAGE_LEVEL,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  STATUS_CLEAR,
} from "../../core/wire/market.ts";
import { CHUNK_SLOTS } from "../../backtest/market_memory.ts";
import { recordMarket } from "../../backtest/record_market.ts";
import type { DeskJob, MarketJob } from "../../backtest/run_job.ts";
import { runDesks } from "../../backtest/run_desks.ts";
import { BareQuotes } from "./bare_quotes.ts";

const RUNS = 5;
/** Behind one pass over the market, as a sweep has them. */
const DESKS = 16;

const input: FileInput = {
  kind: "files",
  files: Deno.args.map((path) => ({ path, format: "binance" })),
  symbols: undefined,
  scales: [],
};
const { memory } = await recordMarket({ input });
if (memory === undefined) throw new Error("the recording has no room in memory");
const { slots } = memory;
const market: MarketJob = {
  input,
  memory,
  settings: { groups: ["core"], calibration: undefined, referenceSymbol: undefined },
  model: undefined,
  schedule: DEFAULT_SCHEDULE,
};
const desk: DeskJob = {
  label: "touch_quoter",
  strategy: new URL("./touch_quoter.ts", import.meta.url).href,
  parameters: {},
  models: {
    queue: { kind: "power", n: 2, form: "back-over-sum" },
    feed: { kind: "constant", nanos: 2e6 },
    entry: { kind: "constant", nanos: 5e6 },
    response: { kind: "constant", nanos: 5e6 },
    fees: { makerBps: 2, takerBps: 5 },
  },
  limits: NO_LIMITS,
  capitalQuote: 1e6,
  seed: 1,
};

const chunks = memory.chunks.map((chunk) => ({
  words: new Int32Array(chunk),
  doubles: new Float64Array(chunk),
}));

function eventsOf(words: Int32Array, at: number): number {
  const kind = kindOf(words[at + AT_KIND]);
  if (kind === MESSAGE_LEVEL || kind === MESSAGE_TRADE) return 1;
  return kind === MESSAGE_STATUS && words[at + AT_STATUS] === STATUS_CLEAR ? 2 : 0;
}

/** Calls for every message, in order. */
function forMessages(each: (words: Int32Array, doubles: Float64Array, at: number) => void): void {
  for (let slot = 0; slot < slots; slot++) {
    const { words, doubles } = chunks[Math.floor(slot / CHUNK_SLOTS)];
    each(words, doubles, (slot % CHUNK_SLOTS) * MARKET_WORDS);
  }
}

/** @returns fills of each desk */
async function whole(count: number): Promise<number> {
  const jobs = Array.from({ length: count }, (_, i) => ({ ...desk, label: `${desk.label} ${i}` }));
  const { desks } = await runDesks(market, { desks: jobs, window: undefined, detail: "full" });
  return desks[count - 1].result?.fills.count ?? 0;
}

/** @returns fills */
function alone(): number {
  const quotes = new BareQuotes(new SimulatedExchange({ models: desk.models }));
  forMessages((words, doubles, at) => quotes.onMarket(words, doubles, at));
  return quotes.fills;
}

let events = 0;
forMessages((words, _doubles, at) => {
  events += eventsOf(words, at);
});
const clock = new Clock();
const contenders = [
  ["whole runtime", 1, () => whole(1)],
  [`whole runtime, each of ${DESKS} strategies behind one pass`, DESKS, () => whole(DESKS)],
  ["exchange alone", 1, alone],
] as const;
for (const [name, strategies, run] of contenders) {
  let best = Infinity;
  let fills = 0;
  for (let i = 0; i < RUNS; i++) {
    const from = clock.nowNanos();
    fills = await run();
    best = Math.min(best, (clock.nowNanos() - from) / NANOS_PER_SECOND / strategies);
  }
  console.log(
    `${name}: ${events} events, ${fills} fills, best of ${RUNS}: ${best.toFixed(3)} s, ` +
      `${(events / best / 1e6).toFixed(2)} million events/s`,
  );
}
