/**
 * The lanes of one connection: found by symbol, opened when a symbol first appears, and, for the
 * snapshots of raw recordings, which name no symbol, found by who is waiting.
 */
import type { Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { KnownScale, ScaleFinder } from "../scale_survey.ts";
import type { SourceContext } from "../source.ts";
import { SymbolTable } from "../symbol_table.ts";
import { DepthSync, type Report, SYNC_WAITING } from "./depth_sync.ts";
import { Lane } from "./lane.ts";
import { type BinanceMarket, venueOf } from "./market.ts";
import { ScaleSurvey } from "./scale_survey.ts";
import { sequenceRuleOf } from "./sequence_rules.ts";

const ANY_SCALE: Scale = { priceDecimals: 0, tickUnits: 1, lotDecimals: 0, lotUnits: 1 };

export class Lanes {
  readonly #market: BinanceMarket;
  readonly #context: SourceContext;
  readonly #scaleOf: ScaleFinder;
  readonly #report: (symbol: string) => Report;
  readonly #table = new SymbolTable<Lane>();
  /** Instruments are defined through it, with its current times. */
  writer: MarketWriter | undefined = undefined;
  /** The next snapshot is this lane's, whoever else waits. */
  expected: Lane | undefined = undefined;

  constructor(
    market: BinanceMarket,
    context: SourceContext,
    scaleOf: ScaleFinder,
    report: (symbol: string) => Report,
  ) {
    this.#market = market;
    this.#context = context;
    this.#scaleOf = scaleOf;
    this.#report = report;
  }

  /** The open lane of a symbol. Does not allocate. */
  find(bytes: Uint8Array, from: number, to: number): Lane | undefined {
    return this.#table.find(bytes, from, to);
  }

  /** The open lane of a symbol. */
  named(symbol: string): Lane | undefined {
    return this.#table.list().find((lane) => lane.symbol === symbol);
  }

  /**
   * The lane of a symbol, opened if need be.
   * @param payload the record, for its scale if nothing better is known
   * @returns undefined when no scale can be had
   */
  laneOf(symbol: string, payload: Readonly<Record<string, unknown>>): Lane | undefined {
    const known = this.named(symbol);
    if (known !== undefined) return known;
    const wanted = this.#context.instruments.wants(symbol);
    const lane = wanted ? this.#open(symbol, payload) : this.#passOver(symbol);
    if (lane !== undefined) this.#table.add(symbol, lane);
    return lane;
  }

  /**
   * Opens a new epoch of a lane with a finer tick: its book holds orders that were placed under an
   * older one. Updates that wait are kept. Cold.
   */
  refine(lane: Lane, scale: Scale): void {
    const writer = this.writer;
    if (writer === undefined) return;
    const { scale: before, sync, symbol, origin } = lane;
    const factor = (before.tickUnits / scale.tickUnits) *
      10 ** (scale.priceDecimals - before.priceDecimals);
    const { instruments } = this.#context;
    const instrument = instruments.define(venueOf(this.#market), symbol, scale, writer);
    sync.refine(factor);
    const refined = new Lane(instrument, true, origin, sync);
    refined.venueNanos = lane.venueNanos;
    refined.newestTradeId = lane.newestTradeId;
    refined.newestQuoteId = lane.newestQuoteId;
    this.#table.replace(lane, refined);
  }

  /**
   * Whose snapshot this is: the expected lane's; or that of the only lane; or of the only one whose
   * waiting updates lie around the id; or of the only one that waits; or of one that nobody wants.
   */
  awaiting(lastUpdateId: number): Lane | undefined {
    if (this.expected !== undefined) return this.expected;
    const wanted = this.#table.list().filter((lane) => lane.wanted);
    if (wanted.length === 1) return wanted[0];
    const near = wanted.filter((lane) => lane.sync.isNear(lastUpdateId));
    if (near.length === 1) return near[0];
    const waiting = wanted.filter((lane) => lane.sync.state === SYNC_WAITING);
    if (waiting.length === 1) return waiting[0];
    return this.#table.list().find((lane) => !lane.wanted);
  }

  #open(symbol: string, payload: Readonly<Record<string, unknown>>): Lane | undefined {
    const { instruments, counters } = this.#context;
    const writer = this.writer;
    if (writer === undefined) return undefined;
    const known = this.#scaleOf(symbol) ?? inferAlone(symbol, payload);
    const given = instruments.overrides.get(symbol.toUpperCase());
    if (known === undefined && !isWhole(given)) return undefined;
    const origin = given !== undefined ? "given" : known?.origin ?? "given";
    const venue = venueOf(this.#market);
    const instrument = instruments.define(venue, symbol, known?.scale ?? ANY_SCALE, writer);
    const rule = sequenceRuleOf(this.#market);
    const sync = new DepthSync(rule, counters, this.#report(symbol));
    return new Lane(instrument, true, origin, sync);
  }

  #passOver(symbol: string): Lane {
    const rule = sequenceRuleOf(this.#market);
    const sync = new DepthSync(rule, this.#context.counters, this.#report(symbol));
    const nobody = { id: -1, venue: venueOf(this.#market), symbol, scale: ANY_SCALE };
    return new Lane(nobody, false, "unused", sync);
  }
}

function inferAlone(
  symbol: string,
  payload: Readonly<Record<string, unknown>>,
): KnownScale | undefined {
  const survey = new ScaleSurvey();
  survey.see(symbol, payload);
  const scale = survey.scaleOf(symbol);
  return scale === undefined ? undefined : { scale, origin: "inferred" };
}

/** True when the user gave a tick and a lot: nothing has to be inferred. */
function isWhole(given: Partial<Scale> | undefined): boolean {
  return given?.priceDecimals !== undefined && given.lotDecimals !== undefined;
}
