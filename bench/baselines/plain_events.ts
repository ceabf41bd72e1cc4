/**
 * What the plain pipeline works on: one object a venue event, in prices and quantities rather than
 * ticks and lots; most often parsed from a line of JSON.
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
  }
  | {
    /** All that is known of the book now: prices and quantities, best first. */
    readonly kind: "book";
    readonly bids: readonly (readonly [price: number, qty: number])[];
    readonly asks: readonly (readonly [price: number, qty: number])[];
  };

export interface PlainEvent {
  readonly instrument: number;
  readonly exchNanos: number;
  readonly recvNanos: number;
  readonly sequence: number;
  readonly changes: readonly PlainChange[];
}

/** Events from lines of JSON. */
export function* parsePlainEvents(lines: readonly string[]): Generator<PlainEvent> {
  for (const line of lines) yield JSON.parse(line) as PlainEvent;
}
