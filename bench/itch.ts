/**
 * ITCH 5.0, three ways: the fields of every message read in place; the same straight into books; and
 * the way that a replay goes, through the decoder and the market ring, hashed, into books.
 */
import { SIDE_ASK, SIDE_BID } from "../core/base/units.ts";
import { L3Book } from "../core/book/l3_book.ts";
import { ItchMessage } from "../core/venues/itch/itch_message.ts";
import { parsePlainItch, PlainItchBooks, type PlainItchMessage } from "./baselines/plain_itch.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";
import { type ItchMessages, makeItchMessages, STOCKS } from "./inputs/itch_messages.ts";
import { ItchFeed } from "./itch_feed.ts";

const SEED = 6;
const TWO_32 = 0x1_0000_0000;
const LETTER_BUY = 0x42;
/** The module's own, as in itch_message.ts and for the same reason: imported ones are looked up. */
const PREFIX_BYTES = 2;
const CENT = 100;
const TYPE_ADD = 0x41;
const TYPE_CANCEL = 0x58;
const TYPE_DELETE = 0x44;
const TYPE_EXECUTED = 0x45;
const TYPE_REPLACE = 0x55;

export const ITCH_BENCH: Bench = {
  name: "itch",
  prepare(size) {
    const messages = makeItchMessages(opsFor(size, 200_000, 2_000), SEED);
    const how = `adds, deletions, executions, cancels, replacements of ${STOCKS.length} stocks, ` +
      `seed ${SEED}`;
    const bests = `best bid and ask read after each message; ${how}`;
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
            workload: `every field of every message read; ${how}`,
          }],
        },
        {
          unit: "messages",
          contenders: [booked(messages), fed(messages), plainBooked(messages)],
          comparisons: [
            {
              name: "ITCH parse + book",
              ours: "millrace",
              baseline: "DataView + BigInt + Map",
              targetRatio: 6,
              workload: `bytes straight into books, ${bests}`,
            },
            {
              name: "ITCH to book through the ring",
              ours: "millrace, ring",
              baseline: "DataView + BigInt + Map",
              workload: `bytes to market messages in the ring, hashed, from there into books, ` +
                `${bests}; the baseline has neither ring nor hash`,
            },
          ],
        },
      ],
    };
  },
};

function parsed({ bytes, count }: ItchMessages): Contender {
  return {
    name: "millrace",
    ops: count,
    run() {
      const message = new ItchMessage();
      message.wrap(bytes);
      let sum = 0;
      for (let at = 0; at < bytes.length;) {
        message.moveTo(at + PREFIX_BYTES);
        sum += fieldSum(message);
        at += PREFIX_BYTES + ((bytes[at] << 8) | bytes[at + 1]);
      }
      return sum;
    },
  };
}

/** Every field of a message, added up. */
function fieldSum(message: ItchMessage): number {
  const head = message.locate + message.nanos + idOf(message.orderLow, message.orderHigh);
  switch (message.type) {
    case TYPE_ADD:
      return head + message.side + message.shares +
        message.initial + message.price;
    case TYPE_EXECUTED:
      return head + message.takenShares + message.executedMatch;
    case TYPE_CANCEL:
      return head + message.takenShares;
    case TYPE_REPLACE:
      return head + idOf(message.newOrderLow, message.newOrderHigh) +
        message.newShares + message.newPrice;
    default:
      return head;
  }
}

function idOf(low: number, high: number): number {
  return low + high * TWO_32;
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
  const head = message.locate + Number(message.nanos) + Number(message.order);
  switch (message.type) {
    case "A":
      return head + message.side.charCodeAt(0) + message.shares + message.stock.charCodeAt(0) +
        message.price;
    case "E":
      return head + message.shares + Number(message.match);
    case "X":
      return head + message.shares;
    case "U":
      return head + Number(message.newOrder) + message.shares + message.price;
    case "D":
      return head;
  }
}

function booked({ bytes, count }: ItchMessages): Contender {
  return {
    name: "millrace",
    ops: count,
    run() {
      const message = new ItchMessage();
      message.wrap(bytes);
      const books = STOCKS.map(() => new L3Book());
      let sum = 0;
      for (let at = 0; at < bytes.length;) {
        message.moveTo(at + PREFIX_BYTES);
        const book = books[message.locate - 1];
        apply(message, book);
        sum += bestsOf(book);
        at += PREFIX_BYTES + ((bytes[at] << 8) | bytes[at + 1]);
      }
      return sum;
    },
  };
}

/** Does what a message says to its book. */
function apply(message: ItchMessage, book: L3Book): void {
  const { type, orderLow, orderHigh } = message;
  if (type === TYPE_ADD) {
    const side = message.side === LETTER_BUY ? SIDE_BID : SIDE_ASK;
    const ticks = (message.price / CENT) | 0;
    book.add(orderLow, orderHigh, side, ticks, message.shares);
    return;
  }
  const order = book.find(orderLow, orderHigh);
  if (order === 0) return;
  if (type === TYPE_DELETE) book.remove(order);
  else if (type !== TYPE_REPLACE) book.reduce(order, message.takenShares);
  else {
    const side = book.sideOf(order);
    const ticks = (message.newPrice / CENT) | 0;
    book.remove(order);
    const newLow = message.newOrderLow;
    book.add(newLow, message.newOrderHigh, side, ticks, message.newShares);
  }
}

/** Best bid and ask in cents, 0 for none. */
function bestsOf({ depth: { bids, asks } }: L3Book): number {
  return (bids.isEmpty ? 0 : bids.bestTicks) + (asks.isEmpty ? 0 : asks.bestTicks);
}

function fed(messages: ItchMessages): Contender {
  return {
    name: "millrace, ring",
    ops: messages.count,
    run() {
      const feed = new ItchFeed(messages);
      let sum = 0;
      while (feed.next((state) => sum += bestsOf(state.book)));
      return sum;
    },
  };
}

function plainBooked({ bytes, count }: ItchMessages): Contender {
  return {
    name: "DataView + BigInt + Map",
    ops: count,
    run() {
      const books = new PlainItchBooks();
      let sum = 0;
      parsePlainItch(bytes, (message) => {
        const { bestBid, bestAsk } = books.apply(message);
        sum += (bestBid + bestAsk) / CENT;
      });
      return sum;
    },
  };
}
