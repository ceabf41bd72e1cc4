/**
 * The lines that the plain pipeline reads: one venue event a line, as JSON, in prices and quantities
 * rather than ticks and lots.
 */

export type PlainSide = "bid" | "ask";

export type PlainChange =
  | { readonly kind: "instrument"; readonly symbol: string }
  | { readonly kind: "clear" }
  | {
    readonly kind: "level";
    readonly side: PlainSide;
    readonly price: number;
    readonly qty: number;
  }
  | {
    readonly kind: "add" | "execute" | "cancel" | "delete" | "replace";
    readonly side: PlainSide;
    readonly price: number;
    readonly qty: number;
    readonly order: number;
    readonly newOrder?: number;
    /** Reported as a trade of its own, too. */
    readonly booked?: boolean;
  }
  | {
    readonly kind: "trade";
    /** The aggressor's. */
    readonly side: PlainSide | "none";
    readonly price: number;
    readonly qty: number;
  }
  | {
    readonly kind: "quote";
    readonly bid: number;
    readonly ask: number;
    readonly bidQty: number;
    readonly askQty: number;
  };

export interface PlainEvent {
  readonly instrument: number;
  readonly exchNanos: number;
  readonly recvNanos: number;
  readonly sequence: number;
  readonly changes: readonly PlainChange[];
}
