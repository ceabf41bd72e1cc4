/**
 * What a session capture needs of a venue: learn from the answers to requests, and decode what the
 * sockets said. One implementation a venue; the capture's header says which.
 */
import { UserError } from "../../base/errors.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { SourceContext } from "../source.ts";
import { BinanceCapture } from "./binance_capture.ts";
import { CoinbaseCapture } from "./coinbase_capture.ts";
import { CoinbaseExchangeCapture } from "./coinbase_exchange_capture.ts";
import { KrakenCapture } from "./kraken_capture.ts";

/** Decodes the frames of one connection. */
export interface FrameDecoder {
  decode(
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void;
}

export interface CaptureVenue {
  /** Takes scales from an answer to a request, where it has any; also from the books. */
  learn(url: string, body: string): void;
  /** The symbol whose book an address asks for; undefined for other addresses. */
  bookSymbol(url: string): string | undefined;
  /** Decodes the answer to such a request. */
  decodeBook(symbol: string, body: Uint8Array, recvNanos: number, writer: MarketWriter): void;
  /** The decoder of a connection, by the connection's name. */
  connection(name: string): FrameDecoder;
  /**
   * A connection was made; it may be one that was lost.
   * @param isHandover another one with the same symbols is still read: what both say counts once
   */
  connected(name: string, recvNanos: number, writer: MarketWriter, isHandover?: boolean): void;
  /**
   * A connection ended after another took over: nothing is lost, except for books that the other has
   * not told yet.
   */
  closed(name: string, recvNanos: number, writer: MarketWriter): void;
  /** A connection broke: its books are not known any more. */
  disconnected(
    name: string,
    symbols: readonly string[],
    recvNanos: number,
    writer: MarketWriter,
  ): void;
  /** True when the symbol's book is known; asked by live feeds. */
  isSynced(symbol: string): boolean;
}

export interface CaptureVenueOptions {
  readonly context: SourceContext;
  readonly sourceName: string;
  /** Where the current record is: "session.zst line 812". */
  readonly place: () => string;
}

const VENUES: Readonly<Record<string, (options: CaptureVenueOptions) => CaptureVenue>> = {
  BINANCE: (options) => new BinanceCapture("spot", options),
  BINANCE_FUTURES: (options) => new BinanceCapture("usdm", options),
  BINANCE_DELIVERY: (options) => new BinanceCapture("coinm", options),
  COINBASE: (options) => new CoinbaseCapture(options),
  COINBASE_EXCHANGE: (options) => new CoinbaseExchangeCapture(options),
  KRAKEN: (options) => new KrakenCapture(options),
};

/** @throws UserError when captures of this exchange are not read */
export function checkExchange(exchange: unknown, name: string): string {
  if (typeof exchange === "string" && Object.hasOwn(VENUES, exchange)) return exchange;
  throw new UserError(
    `${name}: a capture of ${JSON.stringify(exchange) ?? "no exchange"} is not read; ` +
      `supported are ${Object.keys(VENUES).join(", ")}`,
  );
}

/** @param exchange one that {@link checkExchange} let pass */
export function createCaptureVenue(exchange: string, options: CaptureVenueOptions): CaptureVenue {
  return VENUES[exchange](options);
}
