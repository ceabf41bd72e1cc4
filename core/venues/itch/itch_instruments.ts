/**
 * The instruments of an ITCH feed by stock locate, defined when their first price is seen: only
 * then is it known which ticks they trade in. SEC rule 612 has quotes from one dollar up in cents and
 * below in 0.0001, and the feed does not say which. So a first price of at least a dollar gives the
 * grid of the prices that a first look into the file saw (price_grids.ts), mostly cents, which keeps
 * book windows wide; a lower one gives 0.0001.
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
import { ONE_DOLLAR, PRICE_DECIMALS } from "./itch_format.ts";
import { greatestDivisor, type PriceGrids } from "./price_grids.ts";

/** Not defined yet. */
export const UNDEFINED = -1;
/** Not asked for. */
export const UNWANTED = -2;

const LOCATES = 65_536;
const MAX_TICKS = 0x7fff_ffff;

export class ItchInstruments {
  /** Instrument numbers by stock locate. */
  readonly ids = new Int32Array(LOCATES).fill(UNDEFINED);
  readonly #unitsPerTick = new Float64Array(LOCATES);
  /** STATUS_* heard of before the instrument was defined; 0 = none. */
  readonly #earlyStatus = new Uint8Array(LOCATES);
  readonly #context: SourceContext;
  readonly #name: string;
  readonly #grids: PriceGrids;

  constructor(context: SourceContext, name: string, grids: PriceGrids) {
    this.#context = context;
    this.#name = name;
    this.#grids = grids;
  }

  /**
   * Defines the instrument that trades at this price, and opens a group for what follows. Cold.
   * @returns its number, or {@link UNWANTED}
   */
  define(
    locate: number,
    symbol: string,
    price: number,
    writer: MarketWriter,
  ): number {
    const { instruments } = this.#context;
    if (!instruments.wants(symbol)) return this.ids[locate] = UNWANTED;
    const scale: Scale = {
      priceDecimals: PRICE_DECIMALS,
      tickUnits: price < ONE_DOLLAR ? 1 : greatestDivisor(this.#grids.unitsOf(locate), price),
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
