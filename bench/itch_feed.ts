/** ITCH messages on the way that a replay takes: decoder, market ring, books. */
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../core/base/limits.ts";
import { BookState } from "../core/book/book_state.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestCounters } from "../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { ItchDecoder } from "../core/venues/itch/itch_decoder.ts";
import { PREFIX_BYTES } from "../core/venues/itch/itch_format.ts";
import { ItchMessage } from "../core/venues/itch/itch_message.ts";
import { PriceGrids } from "../core/venues/itch/price_grids.ts";
import { MarketWriter } from "../core/venues/market_writer.ts";
import { ProblemLog } from "../core/venues/problems.ts";
import { AT_INSTRUMENT, AT_KIND, kindOf, MESSAGE_ORDER } from "../core/wire/market.ts";
import { type ItchMessages, STOCKS } from "./inputs/itch_messages.ts";

const RING_SLOTS = 1_024;

export class ItchFeed {
  readonly #follower: RingFollower;
  readonly #writer: MarketWriter;
  readonly #decoder: ItchDecoder;
  readonly #states = STOCKS.map((_, id) => new BookState(id));
  readonly #message = new ItchMessage();
  readonly #bytes: Uint8Array;
  #at = 0;
  #sequence = 0;

  constructor({ bytes }: ItchMessages) {
    const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: RING_SLOTS, followers: 1 });
    const context = {
      epochMillis: 0,
      instruments: new InstrumentRegistry(),
      problems: new ProblemLog(),
      counters: new IngestCounters(new Board().role("ingest").counters),
    };
    this.#follower = new RingFollower(ring, { index: 0 });
    this.#writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
    this.#decoder = new ItchDecoder(context, 0, "seeded messages", new PriceGrids());
    this.#message.wrap(bytes);
    this.#bytes = bytes;
  }

  /**
   * Decodes and publishes a batch, and applies it to the books.
   * @param onBook gets the book of each order message when it has been applied
   * @returns false when there is nothing left
   */
  next(onBook: (state: BookState) => void): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < PUBLISH_BATCH && this.#at < bytes.length; i++) {
      this.#message.moveTo(this.#at + PREFIX_BYTES);
      if (!this.#decoder.write(this.#writer, this.#message, ++this.#sequence)) {
        throw new Error("a message was refused");
      }
      this.#at += PREFIX_BYTES + ((bytes[this.#at] << 8) | bytes[this.#at + 1]);
    }
    this.#writer.publish(0);
    return this.#apply(onBook);
  }

  #apply(onBook: (state: BookState) => void): boolean {
    const follower = this.#follower;
    const { words, doubles } = follower;
    const count = follower.available();
    for (let i = 0; i < count; i++) {
      const at = follower.at(i);
      if (kindOf(words[at + AT_KIND]) !== MESSAGE_ORDER) continue;
      const state = this.#states[words[at + AT_INSTRUMENT]];
      state.order(words, doubles, at);
      onBook(state);
    }
    follower.advance(count);
    return count > 0;
  }
}
