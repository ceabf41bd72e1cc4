/**
 * Coinbase Advanced Trade in session captures: scales from the product list, books and everything
 * else from the sockets, one decoder a connection, because each connection has its own sequence.
 */
import { scaleFromText } from "../../base/decimal.ts";
import { CoinbaseDecoder, CoinbaseLanes } from "../coinbase/decoder.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { KnownScale } from "../scale_survey.ts";
import type { CaptureVenue, CaptureVenueOptions, FrameDecoder } from "./capture_venue.ts";

export class CoinbaseCapture implements CaptureVenue {
  readonly #options: CaptureVenueOptions;
  readonly #scales = new Map<string, KnownScale>();
  readonly #lanes = new CoinbaseLanes();
  readonly #decoders = new Map<string, CoinbaseDecoder>();

  constructor(options: CaptureVenueOptions) {
    this.#options = options;
  }

  learn(url: string, body: string): void {
    if (!url.includes("/products")) return;
    for (const product of JSON.parse(body).products ?? []) {
      const tick = scaleFromText(product.price_increment ?? product.quote_increment ?? "");
      const lot = scaleFromText(product.base_increment ?? "");
      if (tick === undefined || lot === undefined) continue;
      const scale = {
        priceDecimals: tick.decimals,
        tickUnits: tick.units,
        lotDecimals: lot.decimals,
        lotUnits: lot.units,
      };
      this.#scales.set(product.product_id, { scale, origin: "of the venue" });
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
    this.#decoderOf(name).reconnect(recvNanos, writer);
  }

  closed(name: string, recvNanos: number, writer: MarketWriter): void {
    this.#decoderOf(name).release(recvNanos, writer);
    this.#decoders.delete(name);
  }

  disconnected(
    name: string,
    symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    this.#decoderOf(name).disconnect(symbols, recvNanos, writer);
  }

  isSynced(symbol: string): boolean {
    return this.#lanes.named(symbol)?.isLive ?? false;
  }

  #decoderOf(name: string): CoinbaseDecoder {
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      const scaleOf = (symbol: string) => this.#scales.get(symbol);
      decoder = new CoinbaseDecoder({ ...this.#options, scaleOf, lanes: this.#lanes });
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }
}
