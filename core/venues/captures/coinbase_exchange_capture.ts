/**
 * Coinbase Exchange in session captures: scales from the product list, everything else from the
 * sockets.
 */
import { scaleFromText } from "../../base/decimal.ts";
import { CoinbaseLanes } from "../coinbase/decoder.ts";
import { CoinbaseExchangeDecoder } from "../coinbase/exchange_decoder.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { CaptureVenueOptions } from "./capture_venue.ts";
import { SocketCapture, type SocketDecoderOptions } from "./socket_capture.ts";

export class CoinbaseExchangeCapture extends SocketCapture<CoinbaseExchangeDecoder, CoinbaseLanes> {
  constructor(options: CaptureVenueOptions) {
    super(options, new CoinbaseLanes());
  }

  override learn(url: string, body: string): void {
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
      this.scales.set(product.id, { scale, origin: "of the venue" });
    }
  }

  override closed(name: string, recvNanos: number, writer: MarketWriter): void {
    this.disconnected(name, [], recvNanos, writer);
  }

  override disconnected(
    name: string,
    _symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    this.connection(name).disconnect(recvNanos, writer);
    this.forget(name);
  }

  protected override makeDecoder(
    options: SocketDecoderOptions<CoinbaseLanes>,
  ): CoinbaseExchangeDecoder {
    return new CoinbaseExchangeDecoder(options);
  }

  protected override begin(
    decoder: CoinbaseExchangeDecoder,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    decoder.disconnect(recvNanos, writer);
  }
}
