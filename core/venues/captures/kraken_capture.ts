/**
 * Kraken in session captures: scales from the list of pairs, everything else from the sockets.
 */
import { KrakenDecoder } from "../kraken/decoder.ts";
import { KrakenLanes } from "../kraken/lanes.ts";
import { pairNames } from "../kraken/pair_names.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { KnownScale } from "../scale_survey.ts";
import type { CaptureVenue, CaptureVenueOptions, FrameDecoder } from "./capture_venue.ts";

/** As listed by the venue; more would not be exact. */
const MAX_DECIMALS = 18;

export class KrakenCapture implements CaptureVenue {
  readonly #options: CaptureVenueOptions;
  readonly #scales = new Map<string, KnownScale>();
  readonly #lanes = new KrakenLanes();
  readonly #decoders = new Map<string, KrakenDecoder>();

  constructor(options: CaptureVenueOptions) {
    this.#options = options;
  }

  learn(url: string, body: string): void {
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
        this.#scales.set(name, { scale, origin: "of the venue" });
      }
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

  #decoderOf(name: string): KrakenDecoder {
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      const scaleOf = (symbol: string) => this.#scales.get(symbol);
      decoder = new KrakenDecoder({ ...this.#options, scaleOf, lanes: this.#lanes });
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }
}

function isDecimals(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 &&
    value <= MAX_DECIMALS;
}
