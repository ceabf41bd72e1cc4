/**
 * ITCH 5.0: from bytes to market messages in the ring, read there; and the same with the books that
 * they build.
 */
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../core/base/limits.ts";
import { NO_PRICE_TICKS } from "../core/base/units.ts";
import { BookState } from "../core/book/book_state.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestCounters } from "../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { ItchDecoder } from "../core/venues/itch/itch_decoder.ts";
import { PREFIX_BYTES } from "../core/venues/itch/itch_format.ts";
import { MarketWriter } from "../core/venues/market_writer.ts";
import { ProblemLog } from "../core/venues/problems.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_NEW_HIGH,
  AT_NEW_LOW,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_SIDE,
  kindOf,
  MESSAGE_ORDER,
} from "../core/wire/market.ts";
import { parsePlainItch, PlainItchBooks, type PlainItchMessage } from "./baselines/plain_itch.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";
import { type ItchMessages, makeItchMessages, STOCKS } from "./inputs/itch_messages.ts";

const SEED = 6;
const RING_SLOTS = 1_024;
const TWO_32 = 0x1_0000_0000;
const CENT = 100;

export const ITCH_BENCH: Bench = {
  name: "itch",
  prepare(size) {
    const messages = makeItchMessages(opsFor(size, 200_000, 2_000), SEED);
    const how = `adds, deletions, executions, cancels, replacements of ${STOCKS.length} stocks, ` +
      `seed ${SEED}`;
    return {
      matches: [
        {
          unit: "messages",
          contenders: [parsed(messages), plainParsed(messages)],
          comparisons: [{
            name: "ITCH parse",
            ours: "millrace",
            baseline: "DataView + BigInt",
            targetRatio: 10,
            workload:
              `bytes to market messages, each read once; ${how}; ours hashes them on the way`,
          }],
        },
        {
          unit: "messages",
          contenders: [booked(messages), plainBooked(messages)],
          comparisons: [{
            name: "ITCH parse + book",
            ours: "millrace",
            baseline: "DataView + BigInt + Map",
            targetRatio: 6,
            workload:
              `bytes to books, the changed price's shares read after each message; ${how}; ` +
              "the baseline keeps its levels unsorted",
          }],
        },
      ],
    };
  },
};

/** A decoder that writes to a ring, and the reader of that ring. */
class Feed {
  readonly follower: RingFollower;
  readonly #writer: MarketWriter;
  readonly #decoder: ItchDecoder;
  readonly #messages: ItchMessages;
  readonly #view: DataView;
  #at = 0;
  #sequence = 0;

  constructor(messages: ItchMessages) {
    const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: RING_SLOTS, followers: 1 });
    const context = {
      epochMillis: 0,
      instruments: new InstrumentRegistry(),
      problems: new ProblemLog(),
      counters: new IngestCounters(new Board().role("ingest").counters),
    };
    this.follower = new RingFollower(ring, { index: 0 });
    this.#writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
    this.#decoder = new ItchDecoder(context, 0, "seeded messages");
    this.#messages = messages;
    this.#view = new DataView(messages.bytes.buffer);
  }

  /** Decodes and publishes a batch. @returns slots to be read */
  next(): number {
    const { bytes } = this.#messages;
    const view = this.#view;
    for (let i = 0; i < PUBLISH_BATCH && this.#at < bytes.length; i++) {
      const from = this.#at + PREFIX_BYTES;
      if (!this.#decoder.write(this.#writer, bytes, view, from, ++this.#sequence)) {
        throw new Error("a message was refused");
      }
      this.#at = from + view.getUint16(this.#at);
    }
    this.#writer.publish(0);
    return this.follower.available();
  }
}

function parsed(messages: ItchMessages): Contender {
  return {
    name: "millrace",
    ops: messages.count,
    run() {
      const feed = new Feed(messages);
      const { follower } = feed;
      let sum = 0;
      for (let count = feed.next(); count > 0; count = feed.next()) {
        for (let i = 0; i < count; i++) sum += orderSum(follower, follower.at(i));
        follower.advance(count);
      }
      return sum;
    },
  };
}

/** What one market message adds to the sum. */
function orderSum({ words, doubles }: RingFollower, at: number): number {
  if (kindOf(words[at + AT_KIND]) !== MESSAGE_ORDER) return 0;
  const price = words[at + AT_PRICE] === NO_PRICE_TICKS ? 0 : words[at + AT_PRICE] * CENT;
  return idOf(words[at + AT_ORDER_LOW], words[at + AT_ORDER_HIGH]) +
    idOf(words[at + AT_NEW_LOW], words[at + AT_NEW_HIGH]) + doubles[(at >> 1) + AT_QTY] + price;
}

function idOf(low: number, high: number): number {
  return (low >>> 0) + (high >>> 0) * TWO_32;
}

function plainParsed({ bytes, count }: ItchMessages): Contender {
  return {
    name: "DataView + BigInt",
    ops: count,
    run() {
      let sum = 0;
      parsePlainItch(bytes, (message) => sum += plainSum(message));
      return sum;
    },
  };
}

function plainSum(message: PlainItchMessage): number {
  const order = Number(message.order);
  switch (message.type) {
    case "A":
      return order + 0 + message.shares + message.price;
    case "U":
      return order + Number(message.newOrder) + message.shares + message.price;
    case "D":
      return order;
    default:
      return order + message.shares;
  }
}

function booked(messages: ItchMessages): Contender {
  return {
    name: "millrace",
    ops: messages.count,
    run() {
      const feed = new Feed(messages);
      const { follower } = feed;
      const states = STOCKS.map((_, id) => new BookState(id));
      let sum = 0;
      for (let count = feed.next(); count > 0; count = feed.next()) {
        for (let i = 0; i < count; i++) {
          const at = follower.at(i);
          if (kindOf(follower.words[at + AT_KIND]) !== MESSAGE_ORDER) continue;
          sum += applied(states[follower.words[at + AT_INSTRUMENT]], follower, at);
        }
        follower.advance(count);
      }
      return sum;
    },
  };
}

/** @returns lots at the price where something changed last */
function applied(state: BookState, { words, doubles }: RingFollower, at: number): number {
  const { book } = state;
  const order = book.find(words[at + AT_ORDER_LOW], words[at + AT_ORDER_HIGH]);
  const known = order !== 0;
  const side = known ? book.sideOf(order) : words[at + AT_SIDE] & 0xff;
  const renamed = words[at + AT_PRICE] !== NO_PRICE_TICKS;
  const priceTicks = renamed ? words[at + AT_PRICE] : known ? book.priceTicksOf(order) : 0;
  state.order(words, doubles, at);
  return book.depth.side(side).lotsAt(priceTicks);
}

function plainBooked({ bytes, count }: ItchMessages): Contender {
  return {
    name: "DataView + BigInt + Map",
    ops: count,
    run() {
      const books = new PlainItchBooks();
      let sum = 0;
      parsePlainItch(bytes, (message) => sum += books.apply(message));
      return sum;
    },
  };
}
