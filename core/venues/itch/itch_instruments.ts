/**
 * The instruments of an ITCH feed by stock locate, defined when their first price is seen: only
 * then is it known which ticks they trade in. SEC rule 612 has quotes from one dollar up in cents and
 * below in 0.0001, and the feed does not say which. So a first price on the cent grid of at least a
 * dollar gives a tick of 0.01, which keeps book windows wide; any other gives 0.0001.
 *
 * Prices between two ticks (stub orders far below a dollar, or a stock that falls below it) are
 * rounded away from the market, bids down and all else up (a replacement does not name its side), so
 * that a book does not look better than it is; they are reported and counted. A scale given by the
 * user takes precedence over all of this.
 */
import { SIDE_BID } from "../../base/units.ts";
import { STATUS_HALTED, STATUS_TRADING, VENUE_NASDAQ } from "../../wire/market.ts";
import type { Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { SourceContext } from "../source.ts";
import { PRICE_DECIMALS, STOCK_BYTES } from "./itch_format.ts";

/** Not defined yet. */
export const UNDEFINED = -1;
/** Not asked for. */
export const UNWANTED = -2;

const LOCATES = 65_536;
const ONE_DOLLAR = 10_000;
const CENT = 100;
const MAX_TICKS = 0x7fff_ffff;

export class ItchInstruments {
  /** Instrument numbers by stock locate. */
  readonly ids = new Int32Array(LOCATES).fill(UNDEFINED);
  readonly #unitsPerTick = new Float64Array(LOCATES);
  /** STATUS_* heard of before the instrument was defined; 0 = none. */
  readonly #earlyStatus = new Uint8Array(LOCATES);
  readonly #context: SourceContext;
  readonly #name: string;

  constructor(context: SourceContext, name: string) {
    this.#context = context;
    this.#name = name;
  }

  /**
   * Defines the instrument that trades at this price, and opens a group for what follows. Cold.
   * @returns its number, or {@link UNWANTED}
   */
  define(
    locate: number,
    bytes: Uint8Array,
    stockAt: number,
    price: number,
    writer: MarketWriter,
  ): number {
    const { instruments } = this.#context;
    const symbol = symbolAt(bytes, stockAt);
    if (!instruments.wants(symbol)) return this.ids[locate] = UNWANTED;
    const inCents = price >= ONE_DOLLAR && price % CENT === 0;
    const scale: Scale = {
      priceDecimals: PRICE_DECIMALS,
      tickUnits: inCents ? CENT : 1,
      lotDecimals: 0,
      lotUnits: 1,
    };
    const instrument = instruments.define(VENUE_NASDAQ, symbol, scale, writer);
    const { tickUnits, priceDecimals } = instrument.scale;
    this.#unitsPerTick[locate] = tickUnits * 10 ** (PRICE_DECIMALS - priceDecimals);
    return this.ids[locate] = instrument.id;
  }

  /** Keeps a status for an instrument that is not defined yet. */
  remember(locate: number, status: typeof STATUS_HALTED | typeof STATUS_TRADING): void {
    this.#earlyStatus[locate] = status;
  }

  /** The remembered status of a locate, once; 0 = none. */
  takeStatus(locate: number): number {
    const status = this.#earlyStatus[locate];
    this.#earlyStatus[locate] = 0;
    return status;
  }

  /** Price in ticks, rounded away from the market if it must be; negative when it is no price. */
  ticksOf(locate: number, price: number, side: number): number {
    const ticks = price / this.#unitsPerTick[locate];
    const floor = Math.floor(ticks);
    if (ticks === floor) return ticks <= MAX_TICKS ? ticks : -1;
    this.#reportBetween(locate, price);
    return side === SIDE_BID ? floor : floor + 1;
  }

  /** Cold: such prices are rare in what the exchange sends. */
  #reportBetween(locate: number, price: number): void {
    const { instruments, problems } = this.#context;
    const symbol = instruments.list().find(({ id }) => id === this.ids[locate])?.symbol;
    problems.report(
      `itch-tick ${symbol} ${this.#name}`,
      this.#name,
      `${symbol} at ${price / ONE_DOLLAR}: between two ticks, so rounded away from the market; ` +
        `a finer scale for ${symbol} keeps such prices`,
    );
  }
}

function symbolAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + STOCK_BYTES)).trim();
}
