/**
 * Binance in session captures: scales from exchangeInfo, books from /depth, one decoder for all
 * connections, because Binance numbers updates by symbol.
 */
import type { BinanceMarket } from "../binance/market.ts";
import { BinanceDecoder } from "../binance/decoder.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { Scale } from "../instruments.ts";
import { fitToPrices, listedScale } from "./binance_scales.ts";
import type { CaptureVenue, CaptureVenueOptions, FrameDecoder } from "./capture_venue.ts";

export class BinanceCapture implements CaptureVenue {
  readonly #decoder: BinanceDecoder;
  readonly #scales = new Map<string, Scale>();

  constructor(market: BinanceMarket, options: CaptureVenueOptions) {
    this.#decoder = new BinanceDecoder({
      ...options,
      market,
      scaleOf: (symbol) => {
        const scale = this.#scales.get(symbol);
        return scale === undefined ? undefined : { scale, origin: "of the venue" };
      },
    });
  }

  learn(url: string, body: string): void {
    const answer = JSON.parse(body);
    if (url.includes("/exchangeInfo")) {
      for (const { symbol, filters } of answer.symbols ?? []) {
        const scale = listedScale(filters ?? []);
        if (scale !== undefined) this.#scales.set(symbol, scale);
      }
    }
    const symbol = this.bookSymbol(url) ?? "";
    const scale = this.#scales.get(symbol);
    if (scale === undefined) return;
    this.#scales.set(symbol, fitToPrices(scale, [...answer.bids ?? [], ...answer.asks ?? []]));
  }

  bookSymbol(url: string): string | undefined {
    const parsed = URL.parse(url);
    if (parsed === null || !parsed.pathname.endsWith("/depth")) return undefined;
    return parsed.searchParams.get("symbol")?.toUpperCase();
  }

  decodeBook(symbol: string, body: Uint8Array, recvNanos: number, writer: MarketWriter): void {
    this.#decoder.decodeSnapshot(symbol, body, 0, body.length, recvNanos, writer);
  }

  connection(_name: string): FrameDecoder {
    return this.#decoder;
  }

  /** A loss shows in the ids of the updates. */
  connected(
    _name: string,
    _recvNanos: number,
    _writer: MarketWriter,
    isHandover: boolean = false,
  ): void {
    if (isHandover) this.#decoder.expectRepeats();
  }

  closed(_name: string, _recvNanos: number, _writer: MarketWriter): void {}

  disconnected(
    _name: string,
    symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    for (const symbol of symbols) this.#decoder.disconnect(symbol, recvNanos, writer);
  }

  isSynced(symbol: string): boolean {
    return this.#decoder.isSynced(symbol);
  }
}
