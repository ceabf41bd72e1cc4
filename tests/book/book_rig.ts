/**
 * A book agent with its rings, fed through the pen that sources use: what the book stage's tests
 * build on.
 */
import { InstrumentDirectory } from "../../core/wire/directory.ts";
import { Clock } from "../../core/base/clock.ts";
import { FRAME_SLOT_BYTES, MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { BookAgent } from "../../core/book/book_agent.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { Board, type RoleBoard } from "../../core/telemetry/board.ts";
import type { Instrument } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import {
  eventOf,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BUY_LOTS,
  F_FIRST_TRADE,
  F_FRAME_SEQUENCE,
  F_HEAD,
  F_HIGH_TRADE,
  F_INSTRUMENT,
  F_LAST_TRADE,
  F_LOW_TRADE,
  F_MARKET_SEQUENCE,
  F_MESSAGES,
  F_SELL_LOTS,
  F_SEQUENCE,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
} from "../../core/wire/frame.ts";

export interface FrameView {
  readonly event: number;
  readonly instrumentId: number;
  readonly frameSequence: number;
  readonly marketSequence: number;
  readonly sequence: number;
  /** Best bid and ask: ticks, lots. */
  readonly bid: readonly [number, number];
  readonly ask: readonly [number, number];
  readonly buyLots: number;
  readonly sellLots: number;
  readonly lastTradeTicks: number;
  readonly firstTradeTicks: number;
  readonly highTradeTicks: number;
  readonly lowTradeTicks: number;
  readonly unsignedLots: number;
  readonly messages: number;
  readonly tradedTickLots: number;
  /** 0 = no bar. */
  readonly barSeconds: number;
}

export interface RigOptions {
  readonly marketSlots?: number;
  readonly frameSlots?: number;
  readonly firstCursor?: number;
}

export class BookRig {
  readonly writer: MarketWriter;
  readonly agent: BookAgent;
  readonly board: RoleBoard<"book">;
  readonly frames: RingFollower;
  readonly #market: RingProducer;

  constructor({ marketSlots = 4_096, frameSlots = 1_024, firstCursor = 0 }: RigOptions = {}) {
    const market = createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: marketSlots,
      followers: 1,
      stamped: true,
      firstCursor,
    });
    const frames = createRing({
      slotBytes: FRAME_SLOT_BYTES,
      capacity: frameSlots,
      followers: 1,
      firstCursor,
    });
    this.#market = new RingProducer(market, { gating: [0] });
    this.#market.epochMillis = 1_700_000_000_000;
    this.writer = new MarketWriter(this.#market);
    this.frames = new RingFollower(frames, { index: 0 });
    this.board = new Board().role("book");
    this.agent = new BookAgent({
      directory: new InstrumentDirectory(),
      market: new RingFollower(market, { index: 0 }),
      frames: new RingProducer(frames, { gating: [0] }),
      board: this.board,
      clock: new Clock(),
    });
    this.agent.onStart();
  }

  /** Defines instrument `id` with ticks of 0.01. */
  define(id = 0, tickUnits = 1): void {
    this.writer.begin(id, 0, 0, 0);
    this.writer.instrument(instrument(id, tickUnits));
  }

  /** Publishes what was written and lets the agent work until nothing is left. */
  run(): FrameView[] {
    const seen: FrameView[] = [];
    for (;;) {
      this.writer.flush();
      this.writer.publish(1_000);
      const work = this.agent.doWork();
      const frames = this.#drain();
      seen.push(...frames);
      if (work === 0 && frames.length === 0 && this.writer.flush() === 0) return seen;
    }
  }

  close(): FrameView[] {
    const seen = this.run();
    this.#market.close();
    this.agent.doWork();
    return seen;
  }

  #drain(): FrameView[] {
    const count = this.frames.available();
    const seen = Array.from({ length: count }, (_, i) => viewOf(this.frames, this.frames.at(i)));
    if (count > 0) this.frames.advance(count);
    return seen;
  }
}

export function instrument(id: number, tickUnits = 1): Instrument {
  const scale = { priceDecimals: 2, tickUnits, lotDecimals: 3, lotUnits: 1 };
  return { id, venue: 0, symbol: `SYM${id}`, scale };
}

function viewOf({ words, doubles }: RingFollower, at: number): FrameView {
  const d = at >> 1;
  return {
    event: eventOf(words[at + F_HEAD]),
    instrumentId: words[at + F_INSTRUMENT],
    frameSequence: doubles[d + F_FRAME_SEQUENCE],
    marketSequence: doubles[d + F_MARKET_SEQUENCE],
    sequence: doubles[d + F_SEQUENCE],
    bid: [words[at + F_BID_TICKS], doubles[d + F_BID_LOTS]],
    ask: [words[at + F_ASK_TICKS], doubles[d + F_ASK_LOTS]],
    buyLots: doubles[d + F_BUY_LOTS],
    sellLots: doubles[d + F_SELL_LOTS],
    lastTradeTicks: words[at + F_LAST_TRADE],
    firstTradeTicks: words[at + F_FIRST_TRADE],
    highTradeTicks: words[at + F_HIGH_TRADE],
    lowTradeTicks: words[at + F_LOW_TRADE],
    unsignedLots: doubles[d + F_UNSIGNED_LOTS],
    messages: words[at + F_MESSAGES],
    tradedTickLots: doubles[d + F_TRADED_TICK_LOTS],
    barSeconds: words[at + F_BAR_SECONDS],
  };
}
