/**
 * Fills the book's part of a frame, and folds what it wrote into the stage's hash.
 *
 * Hot path: no allocation.
 */
import { Fold } from "../base/fold.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RingProducer } from "../ring/producer.ts";
import * as frameLayout from "../wire/frame.ts";
import { packHead } from "../wire/frame.ts";
import * as marketLayout from "../wire/market.ts";
import type { BookState } from "./book_state.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const {
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BOOK_STAMP,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_EXCH_NANOS,
  F_FEATURE_STAMP,
  F_FIRST_TRADE,
  F_FRAME_SEQUENCE,
  F_HEAD,
  F_HIGH_TRADE,
  F_INFER_STAMP,
  F_INGEST_STAMP,
  F_INSTRUMENT,
  F_LAST_TRADE,
  F_LOW_TRADE,
  F_MARKET_SEQUENCE,
  F_MESSAGES,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
  F_SEQUENCE,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
  HASH_BOOK_BODY,
  HASH_BOOK_HEAD,
} = frameLayout;
const { AT_EXCH_NANOS, AT_RECV_NANOS, AT_SEQUENCE } = marketLayout;

export class FrameWriter {
  readonly #ring: RingProducer;
  readonly #fold = new Fold();
  #frameSequence: number;

  /** @param frames written before, by a stage that this one takes over from */
  constructor(ring: RingProducer, frames = 0) {
    this.#ring = ring;
    this.#frameSequence = frames;
  }

  /**
   * Claims a slot and writes the state of a book into it. What later stages fill in still holds
   * an old frame's values; nobody reads it before they have written it.
   * @param market the market ring
   * @param offset in it, of the message that ended the group
   * @param marketSequence slots of the market ring read so far
   */
  write(state: BookState, market: RingFollower, offset: number, marketSequence: number): void {
    const { words, doubles } = this.#ring;
    const at = this.#ring.claim();
    const d = at >> 1;
    const group = market.doubles;
    const groupAt = market.at(offset) >> 1;
    const { topBids, topAsks } = state;
    const bidLevels = topBids.copyTo(words, at + F_BID_TICKS, doubles, d + F_BID_LOTS);
    const askLevels = topAsks.copyTo(words, at + F_ASK_TICKS, doubles, d + F_ASK_LOTS);
    words[at + F_HEAD] = packHead(state.groupEvents | state.pendingEvents, bidLevels, askLevels);
    words[at + F_INSTRUMENT] = state.instrumentId;
    doubles[d + F_FRAME_SEQUENCE] = ++this.#frameSequence;
    doubles[d + F_MARKET_SEQUENCE] = marketSequence;
    doubles[d + F_SEQUENCE] = group[groupAt + AT_SEQUENCE];
    doubles[d + F_EXCH_NANOS] = group[groupAt + AT_EXCH_NANOS];
    doubles[d + F_RECV_NANOS] = group[groupAt + AT_RECV_NANOS];
    doubles[d + F_INGEST_STAMP] = market.stampAt(offset);
    doubles[d + F_BOOK_STAMP] = 0;
    doubles[d + F_FEATURE_STAMP] = 0;
    doubles[d + F_INFER_STAMP] = 0;
    doubles[d + F_PRICE_UNIT] = state.priceUnit;
    doubles[d + F_QTY_UNIT] = state.qtyUnit;
    const flow = state.flow;
    doubles[d + F_BUY_LOTS] = flow.buyLots;
    doubles[d + F_SELL_LOTS] = flow.sellLots;
    words[at + F_BUY_TRADES] = flow.buyTrades;
    words[at + F_SELL_TRADES] = flow.sellTrades;
    words[at + F_LAST_TRADE] = flow.lastTradeTicks;
    words[at + F_MESSAGES] = flow.messages;
    doubles[d + F_TRADED_TICK_LOTS] = flow.tradedTickLots;
    words[at + F_FIRST_TRADE] = flow.firstTradeTicks;
    words[at + F_HIGH_TRADE] = flow.highTradeTicks;
    words[at + F_LOW_TRADE] = flow.lowTradeTicks;
    words[at + F_BAR_SECONDS] = state.barSeconds;
    doubles[d + F_UNSIGNED_LOTS] = flow.unsignedLots;
  }

  /**
   * Folds the frames of a batch into the stage's hash, before they are published: by then what was
   * written has reached the cache, and need not be waited for.
   */
  foldUnpublished(): void {
    const ring = this.#ring;
    const count = ring.unpublished;
    for (let i = 0; i < count; i++) {
      const at = ring.unpublishedAt(i);
      this.#fold.words(ring.words, at + HASH_BOOK_HEAD[0], HASH_BOOK_HEAD[1]);
      this.#fold.words(ring.words, at + HASH_BOOK_BODY[0], HASH_BOOK_BODY[1]);
    }
  }

  /** Copies the stage's hash to the board. */
  storeHash(words: Int32Array, at: number): void {
    this.#fold.store(words, at);
  }
}
