/**
 * What captures of venues have in common that tell their books through their sockets: no answer to a
 * request holds one, every connection has a decoder of its own, and all of them share the lanes.
 */
import type { MarketWriter } from "../market_writer.ts";
import type { KnownScale, ScaleFinder } from "../scale_survey.ts";
import type { CaptureVenue, CaptureVenueOptions, FrameDecoder } from "./capture_venue.ts";

/** The books of a venue's symbols, as all its connections know them. */
interface SharedLanes {
  /** Two connections tell the same for a while: trades may come twice. */
  repeats: boolean;
  named(symbol: string): { readonly isLive: boolean } | undefined;
}

/** What a decoder is made from. */
export interface SocketDecoderOptions<L> extends CaptureVenueOptions {
  readonly scaleOf: ScaleFinder;
  readonly lanes: L;
}

export abstract class SocketCapture<D extends FrameDecoder, L extends SharedLanes>
  implements CaptureVenue {
  readonly #options: CaptureVenueOptions;
  readonly #lanes: L;
  readonly #decoders = new Map<string, D>();
  /** By symbol, as the venue lists them. */
  protected readonly scales = new Map<string, KnownScale>();

  constructor(options: CaptureVenueOptions, lanes: L) {
    this.#options = options;
    this.#lanes = lanes;
  }

  abstract learn(url: string, body: string): void;
  abstract closed(name: string, recvNanos: number, writer: MarketWriter): void;
  abstract disconnected(
    name: string,
    symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void;
  protected abstract makeDecoder(options: SocketDecoderOptions<L>): D;
  /** A decoder's connection is new: what it knew of books is over. */
  protected abstract begin(decoder: D, recvNanos: number, writer: MarketWriter): void;

  bookSymbol(_url: string): string | undefined {
    return undefined;
  }

  decodeBook(_symbol: string, _body: Uint8Array, _recvNanos: number, _writer: MarketWriter): void {}

  connection(name: string): D {
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      const scaleOf = (symbol: string) => this.scales.get(symbol);
      decoder = this.makeDecoder({ ...this.#options, scaleOf, lanes: this.#lanes });
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }

  connected(name: string, recvNanos: number, writer: MarketWriter, isHandover = false): void {
    if (isHandover) this.#lanes.repeats = true;
    this.begin(this.connection(name), recvNanos, writer);
  }

  isSynced(symbol: string): boolean {
    return this.#lanes.named(symbol)?.isLive ?? false;
  }

  /** The connection will not come back. */
  protected forget(name: string): void {
    this.#decoders.delete(name);
  }
}
