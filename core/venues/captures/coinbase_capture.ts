/**
 * Coinbase Advanced Trade in session captures: scales from the product list, books and everything
 * else from the sockets, one decoder a connection, because each connection has its own sequence.
 */
import { scaleFromText } from "../../base/decimal.ts";
import { CoinbaseDecoder, CoinbaseLanes } from "../coinbase/decoder.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { CaptureVenueOptions } from "./capture_venue.ts";
import { SocketCapture, type SocketDecoderOptions } from "./socket_capture.ts";

export class CoinbaseCapture extends SocketCapture<CoinbaseDecoder, CoinbaseLanes> {
  constructor(options: CaptureVenueOptions) {
    super(options, new CoinbaseLanes());
  }

  override learn(url: string, body: string): void {
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
      this.scales.set(product.product_id, { scale, origin: "of the venue" });
    }
  }

  override closed(name: string, recvNanos: number, writer: MarketWriter): void {
    this.connection(name).release(recvNanos, writer);
    this.forget(name);
  }

  override disconnected(
    name: string,
    symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    this.connection(name).disconnect(symbols, recvNanos, writer);
  }

  protected override makeDecoder(options: SocketDecoderOptions<CoinbaseLanes>): CoinbaseDecoder {
    return new CoinbaseDecoder(options);
  }

  protected override begin(
    decoder: CoinbaseDecoder,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    decoder.reconnect(recvNanos, writer);
  }
}
