/**
 * Kraken in session captures: scales from the list of pairs, everything else from the sockets.
 */
import { KrakenDecoder } from "../kraken/decoder.ts";
import { KrakenLanes } from "../kraken/lanes.ts";
import { pairNames } from "../kraken/pair_names.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { CaptureVenueOptions } from "./capture_venue.ts";
import { SocketCapture, type SocketDecoderOptions } from "./socket_capture.ts";

/** As listed by the venue; more would not be exact. */
const MAX_DECIMALS = 18;

export class KrakenCapture extends SocketCapture<KrakenDecoder, KrakenLanes> {
  constructor(options: CaptureVenueOptions) {
    super(options, new KrakenLanes());
  }

  override learn(url: string, body: string): void {
    if (!url.includes("/AssetPairs")) return;
    const pairs: Record<string, Record<string, unknown>> = JSON.parse(body).result ?? {};
    for (const { wsname, pair_decimals, lot_decimals } of Object.values(pairs)) {
      if (typeof wsname !== "string" || !isDecimals(pair_decimals) || !isDecimals(lot_decimals)) {
        continue;
      }
      const scale = {
        priceDecimals: pair_decimals,
        tickUnits: 1,
        lotDecimals: lot_decimals,
        lotUnits: 1,
      };
      for (const name of pairNames(wsname)) {
        this.scales.set(name, { scale, origin: "of the venue" });
      }
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

  protected override makeDecoder(options: SocketDecoderOptions<KrakenLanes>): KrakenDecoder {
    return new KrakenDecoder(options);
  }

  protected override begin(decoder: KrakenDecoder, recvNanos: number, writer: MarketWriter): void {
    decoder.disconnect(recvNanos, writer);
  }
}

function isDecimals(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 &&
    value <= MAX_DECIMALS;
}
