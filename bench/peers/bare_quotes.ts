/**
 * The strategy of touch_quoter.ts on nothing but the simulated exchange and a book of what is known
 * here: the work that hftbacktest does too, without our frames, features, risk gate and accounts.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { L2Book } from "../../core/book/l2_book.ts";
import type { SimulatedExchange } from "../../core/exchange/venue/simulated_exchange.ts";
import * as market from "../../core/wire/market.ts";
import * as order from "../../core/wire/order.ts";
import * as report from "../../core/wire/report.ts";

const EVERY_NANOS = 100 * NANOS_PER_MILLI;
const FREE = 0;
const ASKED = 1;
const OPEN = 2;

export class BareQuotes {
  fills = 0;
  readonly #exchange: SimulatedExchange;
  readonly #book = new L2Book();
  readonly #command = new Int32Array(order.COMMAND_WORDS);
  readonly #commandDoubles = new Float64Array(this.#command.buffer);
  /** By side. */
  readonly #state = new Int32Array(2);
  readonly #ids = new Int32Array(2);
  readonly #priceTicks = new Int32Array(2);
  readonly #nextNanos = new Float64Array(1);
  #orders = 0;

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
  }

  /** Takes the message at word `at`. */
  onMarket(words: Int32Array, doubles: Float64Array, at: number): void {
    const now = doubles[(at >> 1) + market.AT_RECV_NANOS];
    if (now >= this.#nextNanos[0]) this.#look(now);
    this.#exchange.onMarket(words, doubles, at);
    const kind = market.kindOf(words[at + market.AT_KIND]);
    if (kind === market.MESSAGE_LEVEL) {
      const lots = doubles[(at >> 1) + market.AT_QTY];
      this.#book.set(words[at + market.AT_SIDE], words[at + market.AT_PRICE], lots);
    } else if (
      kind === market.MESSAGE_STATUS && words[at + market.AT_STATUS] === market.STATUS_CLEAR
    ) {
      this.#book.clear();
    }
  }

  /** The newest multiple of 100 ms that is over. */
  #look(now: number): void {
    const atNanos = Math.floor(now / EVERY_NANOS) * EVERY_NANOS;
    this.#nextNanos[0] = atNanos + EVERY_NANOS;
    while (this.#exchange.nextReport(atNanos)) this.#onReport();
    if (!this.#book.isTwoSided) return;
    this.#quote(SIDE_BID, atNanos);
    this.#quote(SIDE_ASK, atNanos);
  }

  #onReport(): void {
    const { reportWords, reportDoubles } = this.#exchange;
    const id = reportDoubles[report.R_ORDER_ID];
    const kind = reportWords[report.R_KIND] & 0xff;
    if (kind === report.REPORT_FILLED) this.fills++;
    const side = id === this.#ids[SIDE_BID] ? SIDE_BID : SIDE_ASK;
    // A refused cancel is of an order that was filled meanwhile.
    if (id !== this.#ids[side] || kind === report.REPORT_CANCEL_REJECTED) return;
    this.#state[side] = kind === report.REPORT_ACCEPTED ? OPEN : FREE;
  }

  #quote(side: number, atNanos: number): void {
    const priceTicks = this.#book.side(side).bestTicks;
    const isFree = this.#state[side] === FREE;
    const isStale = this.#state[side] === OPEN && this.#priceTicks[side] !== priceTicks;
    if (!isFree && !isStale) return;
    if (isFree) {
      this.#ids[side] = ++this.#orders;
      this.#priceTicks[side] = priceTicks;
    }
    this.#state[side] = ASKED;
    const command = this.#command;
    command[order.C_KIND] = isFree
      ? order.packCommand(order.COMMAND_NEW, order.ORDER_FLAG_POST_ONLY)
      : order.packCommand(order.COMMAND_CANCEL, 0);
    command[order.C_SIDE] = order.packOrder(side, order.TYPE_LIMIT, order.TIF_GTC);
    command[order.C_PRICE] = priceTicks;
    command[order.C_STOP] = NO_PRICE_TICKS;
    this.#commandDoubles[order.C_ORDER_ID] = this.#ids[side];
    this.#commandDoubles[order.C_SENT_NANOS] = atNanos;
    this.#commandDoubles[order.C_QTY] = 1;
    this.#exchange.onCommand(command, this.#commandDoubles, 0);
  }
}
