/**
 * Coinbase Exchange in session captures: scales from the product list, everything else from the
 * sockets.
 */
import { scaleFromText } from "../../base/decimal.ts";
import { CoinbaseLanes } from "../coinbase/decoder.ts";
import { CoinbaseExchangeDecoder } from "../coinbase/exchange_decoder.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { KnownScale } from "../scale_survey.ts";
import type { CaptureVenue, CaptureVenueOptions, FrameDecoder } from "./capture_venue.ts";

export class CoinbaseExchangeCapture implements CaptureVenue {
  readonly #options: CaptureVenueOptions;
  readonly #scales = new Map<string, KnownScale>();
  readonly #lanes = new CoinbaseLanes();
  readonly #decoders = new Map<string, CoinbaseExchangeDecoder>();

  constructor(options: CaptureVenueOptions) {
    this.#options = options;
  }

  learn(url: string, body: string): void {
    if (!url.includes("/products")) return;
    const products = JSON.parse(body);
    for (const product of Array.isArray(products) ? products : []) {
      const tick = scaleFromText(product?.quote_increment ?? "");
      const lot = scaleFromText(product?.base_increment ?? "");
      if (tick === undefined || lot === undefined) continue;
      const scale = {
        priceDecimals: tick.decimals,
        tickUnits: tick.units,
        lotDecimals: lot.decimals,
        lotUnits: lot.units,
      };
      this.#scales.set(product.id, { scale, origin: "of the venue" });
    }
  }

  bookSymbol(_url: string): string | undefined {
    return undefined;
  }

  decodeBook(_symbol: string, _body: Uint8Array, _recvNanos: number, _writer: MarketWriter): void {}

  connection(name: string): FrameDecoder {
    return this.#decoderOf(name);
  }

  connected(name: string, recvNanos: number, writer: MarketWriter, isHandover = false): void {
    if (isHandover) this.#lanes.repeats = true;
    this.#decoderOf(name).disconnect(recvNanos, writer);
  }

  closed(name: string, recvNanos: number, writer: MarketWriter): void {
    this.disconnected(name, [], recvNanos, writer);
  }

  disconnected(
    name: string,
    _symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    this.#decoderOf(name).disconnect(recvNanos, writer);
    this.#decoders.delete(name);
  }

  isSynced(symbol: string): boolean {
    return this.#lanes.named(symbol)?.isLive ?? false;
  }

  #decoderOf(name: string): CoinbaseExchangeDecoder {
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      const scaleOf = (symbol: string) => this.#scales.get(symbol);
      decoder = new CoinbaseExchangeDecoder({ ...this.#options, scaleOf, lanes: this.#lanes });
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }
}
