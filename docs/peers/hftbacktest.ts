/**
 * Our half of the comparison with hftbacktest: runs scripted orders over a recorded Binance chain in
 * the simulated exchange, and writes what the other half (hftbacktest.py) needs to do the same.
 *
 *     deno run -A docs/peers/hftbacktest.ts FOLDER RECORDING...
 *
 * Writes into FOLDER: events.bin (what the exchange was told), script.csv (the orders), and two files
 * of reports for each queue model: of all orders at one exchange, and of orders that are each alone.
 */
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../../core/base/limits.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { L2Book } from "../../core/book/l2_book.ts";
import type { QueueChoice } from "../../core/exchange/venue/models.ts";
import { SimulatedExchange } from "../../core/exchange/venue/simulated_exchange.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { Board } from "../../core/telemetry/board.ts";
import { RawBinanceSource } from "../../core/venues/binance/raw_source.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { ProblemLog } from "../../core/venues/problems.ts";
import { PEEK_END, PEEK_INPUT } from "../../core/venues/source.ts";
import * as market from "../../core/wire/market.ts";
import * as order from "../../core/wire/order.ts";
import * as report from "../../core/wire/report.ts";

const FEED_NANOS = 2e6;
const ENTRY_NANOS = 5e6;
const RESPONSE_NANOS = 5e6;
const MODELS: Record<string, QueueChoice> = {
  risk_averse: { kind: "risk-averse" },
  power2: { kind: "power", n: 2, form: "back-over-sum" },
  log: { kind: "log", form: "back-over-sum" },
};
/** A new order every so often; makers are cancelled after a while. */
const EVERY_NANOS = 250e6;
const LIFE_NANOS = 8e9;
/** Of five orders one takes. */
const TAKER_OF = 5;
const ORDER_LOTS = [1];
/** Orders by turns at so many exchanges never meet: more than live at a time. */
const ALONE = 40;

interface Step {
  readonly atNanos: number;
  readonly kind: "make" | "take" | "cancel";
  readonly id: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
}

/** All messages of a recording, slot after slot. */
async function slotsOf(paths: string[]): Promise<Int32Array> {
  const source = new RawBinanceSource(paths);
  const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 4_096, followers: 1 });
  const writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
  const follower = new RingFollower(ring, { index: 0 });
  const parts: Int32Array[] = [];
  const drain = () => {
    do {
      writer.publish(0);
      const count = follower.available();
      for (let i = 0; i < count; i++) {
        const at = follower.at(i);
        parts.push(follower.words.slice(at, at + market.MARKET_WORDS));
      }
      if (count > 0) follower.advance(count);
    } while (writer.flush() > 0);
  };
  const epochMillis = await source.open();
  source.start({
    epochMillis: Math.floor(epochMillis / 864e5) * 864e5,
    instruments: new InstrumentRegistry(),
    problems: new ProblemLog(),
    counters: new IngestCounters(new Board().role("ingest").counters),
  });
  for (;;) {
    const outcome = source.peek();
    if (outcome === PEEK_END) break;
    if (outcome === PEEK_INPUT) {
      await source.fill();
      continue;
    }
    source.emit(writer);
    if (writer.room(PUBLISH_BATCH) < PUBLISH_BATCH) drain();
  }
  drain();
  await source.close();
  const words = new Int32Array(parts.length * market.MARKET_WORDS);
  parts.forEach((part, i) => words.set(part, i * market.MARKET_WORDS));
  return words;
}

/** Orders at the best prices as they are known here, at fixed times. */
function script(words: Int32Array, doubles: Float64Array): Step[] {
  const book = new L2Book();
  const steps: Step[] = [];
  let next = NaN;
  let id = 0;
  for (let at = 0; at < words.length; at += market.MARKET_WORDS) {
    const now = doubles[(at >> 1) + market.AT_RECV_NANOS];
    while (book.isTwoSided && !book.isCrossed && now > (Number.isNaN(next) ? (next = now) : next)) {
      id++;
      const side = id & 1;
      const takes = id % TAKER_OF === 0;
      const priceTicks = book.side(takes ? side ^ 1 : side).bestTicks;
      const qtyLots = ORDER_LOTS[(id >> 1) % ORDER_LOTS.length];
      steps.push({ atNanos: next, kind: takes ? "take" : "make", id, side, priceTicks, qtyLots });
      const cancelled = { id, side, priceTicks, qtyLots, atNanos: next + LIFE_NANOS };
      if (!takes) steps.push({ ...cancelled, kind: "cancel" });
      next += EVERY_NANOS;
    }
    const kind = market.kindOf(words[at + market.AT_KIND]);
    if (kind === market.MESSAGE_STATUS && words[at + market.AT_STATUS] === market.STATUS_CLEAR) {
      book.clear();
    }
    if (kind !== market.MESSAGE_LEVEL) continue;
    const lots = doubles[(at >> 1) + market.AT_QTY];
    book.set(words[at + market.AT_SIDE], words[at + market.AT_PRICE], lots);
  }
  return steps.toSorted((a, b) => a.atNanos - b.atNanos);
}

/**
 * Runs a script.
 * @param quoteUnit what a lot costs that costs one tick
 * @returns lines of id, kind, exchange time, price, lots, leaves, maker, fee in units
 */
function run(
  words: Int32Array,
  doubles: Float64Array,
  steps: readonly Step[],
  queue: QueueChoice,
  quoteUnit: number,
): string[] {
  const exchange = new SimulatedExchange({
    models: {
      queue,
      feed: { kind: "constant", nanos: FEED_NANOS },
      entry: { kind: "constant", nanos: ENTRY_NANOS },
      response: { kind: "constant", nanos: RESPONSE_NANOS },
      fees: { makerBps: 2, takerBps: 5 },
    },
  });
  const lines: string[] = [];
  const command = new Int32Array(order.COMMAND_WORDS);
  const commandDoubles = new Float64Array(command.buffer);
  const collect = (now: number) => {
    while (exchange.nextReport(now)) {
      const { reportWords: w, reportDoubles: d } = exchange;
      const kind = w[report.R_KIND] & 0xff;
      const maker = w[report.R_KIND] >>> 16;
      lines.push([
        d[report.R_ORDER_ID],
        kind,
        d[report.R_EXCH_NANOS],
        kind === report.REPORT_FILLED ? w[report.R_PRICE] : 0,
        d[report.R_QTY],
        d[report.R_LEAVES],
        maker,
        d[report.R_FEE] / quoteUnit,
      ].join(","));
    }
  };
  let step = 0;
  const send = (until: number) => {
    for (; step < steps.length && steps[step].atNanos <= until; step++) {
      const { atNanos, kind, id, side, priceTicks, qtyLots } = steps[step];
      exchange.advanceTo(atNanos);
      command.fill(0);
      const flags = kind === "make" ? order.ORDER_FLAG_POST_ONLY : 0;
      command[order.C_KIND] = kind === "cancel"
        ? order.packCommand(order.COMMAND_CANCEL, 0)
        : order.packCommand(order.COMMAND_NEW, flags);
      const tif = kind === "take" ? order.TIF_IOC : order.TIF_GTC;
      command[order.C_SIDE] = order.packOrder(side, order.TYPE_LIMIT, tif);
      command[order.C_PRICE] = priceTicks;
      command[order.C_STOP] = NO_PRICE_TICKS;
      commandDoubles[order.C_ORDER_ID] = id;
      commandDoubles[order.C_SENT_NANOS] = atNanos;
      commandDoubles[order.C_QTY] = qtyLots;
      exchange.onCommand(command, commandDoubles, 0);
    }
  };
  for (let at = 0; at < words.length; at += market.MARKET_WORDS) {
    const now = doubles[(at >> 1) + market.AT_RECV_NANOS];
    if (step < steps.length && steps[step].atNanos < now) send(now - 1);
    exchange.onMarket(words, doubles, at);
    collect(now);
  }
  exchange.advanceTo(Infinity);
  collect(Infinity);
  return lines;
}

/** Five doubles a message: 1 level, 2 trade, 3 clear; side; time of receipt; ticks; lots. */
function events(words: Int32Array, doubles: Float64Array): Float64Array {
  const rows: number[] = [];
  for (let at = 0; at < words.length; at += market.MARKET_WORDS) {
    const kind = market.kindOf(words[at + market.AT_KIND]);
    const now = doubles[(at >> 1) + market.AT_RECV_NANOS];
    const side = words[at + market.AT_SIDE];
    const lots = doubles[(at >> 1) + market.AT_QTY];
    const cleared = kind === market.MESSAGE_STATUS &&
      words[at + market.AT_STATUS] === market.STATUS_CLEAR;
    if (cleared) {
      for (const every of [SIDE_BID, SIDE_ASK]) rows.push(3, every, now, 0, 0);
    } else if (kind === market.MESSAGE_LEVEL) {
      rows.push(1, side, now, words[at + market.AT_PRICE], lots);
    } else if (kind === market.MESSAGE_TRADE) {
      rows.push(2, side, now, words[at + market.AT_PRICE], lots);
    }
  }
  return new Float64Array(rows);
}

const [folder, ...paths] = Deno.args;
const words = await slotsOf(paths);
const doubles = new Float64Array(words.buffer);
const steps = script(words, doubles);
await Deno.writeFile(`${folder}/events.bin`, new Uint8Array(events(words, doubles).buffer));
await Deno.writeTextFile(
  `${folder}/script.csv`,
  steps.map(({ atNanos, kind, id, side, priceTicks, qtyLots }) =>
    `${atNanos},${kind},${id},${side},${priceTicks},${qtyLots}\n`
  ).join(""),
);
const defined =
  words.findIndex((word, i) =>
    i % market.MARKET_WORDS === market.AT_KIND && market.kindOf(word) === market.MESSAGE_INSTRUMENT
  ) - market.AT_KIND;
const scales = words[defined + market.AT_SCALES];
const quoteUnit = words[defined + market.AT_TICK_UNITS] * words[defined + market.AT_LOT_UNITS] /
  10 ** ((scales & 0xff) + ((scales >>> 8) & 0xff));
const apart = Array.from(
  { length: ALONE },
  (_, i) => steps.filter(({ id }) => id % ALONE === i),
);
for (const [name, queue] of Object.entries(MODELS)) {
  const together = run(words, doubles, steps, queue, quoteUnit);
  const alone = apart.flatMap((own) => run(words, doubles, own, queue, quoteUnit));
  for (const [how, lines] of Object.entries({ together, alone })) {
    const file = `${folder}/ours_${name}_${how}.csv`;
    await Deno.writeTextFile(file, lines.map((line) => `${line}\n`).join(""));
    console.log(name, how, lines.length, "reports");
  }
}
