/** Recent trades, from the flow that frames carry: one entry a side of a frame. */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import {
  EVENT_BAR,
  EVENT_TRADE,
  eventOf,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_HEAD,
  F_LAST_TRADE,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
} from "../../wire/frame.ts";
import type { Trade } from "../contract/market.ts";
import { eventTime } from "../views/time_view.ts";
import { EventLog } from "./event_log.ts";
import type { InstrumentNames } from "./instrument_names.ts";
import type { HeldFrame } from "./newest_frames.ts";

/** Trades that are kept, of all instruments. */
const CAPACITY = 4_096;

export class TradeLog {
  readonly log = new EventLog<Trade>(CAPACITY);
  readonly #names: InstrumentNames;

  constructor(names: InstrumentNames) {
    this.#names = names;
  }

  observe(frame: HeldFrame, epochMillis: number): void {
    const { words, doubles } = frame;
    const event = eventOf(words[F_HEAD]);
    if ((event & EVENT_TRADE) === 0 || (event & EVENT_BAR) !== 0) return;
    const buyLots = doubles[F_BUY_LOTS];
    const sellLots = doubles[F_SELL_LOTS];
    const unsignedLots = doubles[F_UNSIGNED_LOTS];
    const lots = buyLots + sellLots + unsignedLots;
    const last = words[F_LAST_TRADE];
    if (lots <= 0 || last === NO_PRICE_TICKS) return;
    // One side traded, as nearly always: its mean price is exact. Otherwise the last price stands in.
    const isOneSided = buyLots === lots || sellLots === lots || unsignedLots === lots;
    const ticks = isOneSided ? doubles[F_TRADED_TICK_LOTS] / lots : last;
    this.#push(frame, epochMillis, "buy", ticks, buyLots, words[F_BUY_TRADES]);
    this.#push(frame, epochMillis, "sell", ticks, sellLots, words[F_SELL_TRADES]);
    this.#push(frame, epochMillis, "none", ticks, unsignedLots, 1);
  }

  #push(
    { instrumentId, doubles }: HeldFrame,
    epochMillis: number,
    side: Trade["side"],
    ticks: number,
    lots: number,
    trades: number,
  ): void {
    if (lots <= 0) return;
    this.log.push({
      sequence: this.log.next,
      instrumentId,
      symbol: this.#names.symbol(instrumentId),
      time: eventTime(epochMillis, doubles[F_RECV_NANOS]),
      side,
      price: this.#names.price(instrumentId, ticks),
      qty: this.#names.qty(instrumentId, lots),
      trades,
    });
  }
}
