/**
 * The instruments of a session: symbol, venue and scale, numbered in order of definition. Ingest
 * owns the table; every other stage learns of an instrument from the message that defines it.
 */
import { assert } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import { MAX_INSTRUMENTS } from "../base/limits.ts";
import { SYMBOL_BYTES, VENUE_NAMES } from "../wire/market.ts";
import type { MarketWriter } from "./market_writer.ts";

/** Price = ticks × tickUnits × 10^−priceDecimals; size = lots × lotUnits × 10^−lotDecimals. */
export interface Scale {
  readonly priceDecimals: number;
  readonly tickUnits: number;
  readonly lotDecimals: number;
  readonly lotUnits: number;
}

export interface Instrument {
  readonly id: number;
  readonly venue: number;
  readonly symbol: string;
  readonly scale: Scale;
}

/** Scales given by the user, by symbol. */
export type ScaleOverrides = ReadonlyMap<string, Partial<Scale>>;

/** Symbols remembered for a message; a NASDAQ day has thousands. */
const MAX_PASSED_OVER = 12;

export class InstrumentRegistry {
  readonly #byKey = new Map<string, Instrument>();
  readonly #all: Instrument[] = [];
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #passedOver = new Set<string>();
  readonly overrides: ScaleOverrides;

  /**
   * @param wanted symbols to let through, upper case; undefined = all
   * @param overrides scales that take precedence over what a feed says or what is inferred
   */
  constructor(wanted?: ReadonlySet<string>, overrides: ScaleOverrides = new Map()) {
    this.#wanted = wanted;
    this.overrides = overrides;
  }

  /** True when messages of this symbol are asked for. */
  wants(symbol: string): boolean {
    if (this.#wanted === undefined || this.#wanted.has(symbol.toUpperCase())) return true;
    if (this.#passedOver.size < MAX_PASSED_OVER) this.#passedOver.add(symbol);
    return false;
  }

  /** Symbols that were asked for and never came. */
  missing(): readonly string[] {
    const seen = new Set(this.list().map(({ symbol }) => symbol.toUpperCase()));
    return [...this.#wanted ?? []].filter((symbol) => !seen.has(symbol));
  }

  /** Some of the symbols that came and were not asked for. */
  passedOver(): readonly string[] {
    return [...this.#passedOver];
  }

  find(venue: number, symbol: string): Instrument | undefined {
    return this.#byKey.get(keyOf(venue, symbol));
  }

  /**
   * Defines an instrument and tells the stages behind. Defining it again with another scale opens
   * a new epoch under the same number. The writer's current times are used.
   */
  define(venue: number, symbol: string, scale: Scale, writer: MarketWriter): Instrument {
    assert(VENUE_NAMES[venue] !== undefined, "venue code is known");
    if (symbol.length === 0 || symbol.length > SYMBOL_BYTES) {
      throw new UserError(`symbol "${symbol}": must be 1 to ${SYMBOL_BYTES} characters`);
    }
    const key = keyOf(venue, symbol);
    const id = this.#byKey.get(key)?.id ?? this.#all.length;
    if (id >= MAX_INSTRUMENTS) {
      throw new UserError(`too many instruments: at most ${MAX_INSTRUMENTS} in one session`);
    }
    const instrument: Instrument = {
      id,
      venue,
      symbol,
      scale: { ...scale, ...this.overrides.get(symbol.toUpperCase()) },
    };
    this.#byKey.set(key, instrument);
    this.#all[id] = instrument;
    writer.instrument(instrument);
    return instrument;
  }

  /**
   * Takes over an instrument that a tape already defines, without telling anybody: the message that
   * does so is on the tape. It keeps its number unless another instrument has that one.
   */
  adopt(taped: Instrument): Instrument {
    const key = keyOf(taped.venue, taped.symbol);
    const free = this.#all[taped.id] === undefined ? taped.id : this.#all.length;
    const id = this.#byKey.get(key)?.id ?? free;
    if (id >= MAX_INSTRUMENTS) {
      throw new UserError(`too many instruments: at most ${MAX_INSTRUMENTS} in one session`);
    }
    const instrument: Instrument = { ...taped, id };
    this.#byKey.set(key, instrument);
    this.#all[id] = instrument;
    return instrument;
  }

  /** All instruments by number; numbers that a filter left unused are passed over. */
  list(): readonly Instrument[] {
    return this.#all.filter((instrument) => instrument !== undefined);
  }
}

function keyOf(venue: number, symbol: string): string {
  return `${venue}:${symbol}`;
}
