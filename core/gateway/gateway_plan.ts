/** What the gateway is asked to do, as plain data that can be posted to its worker. */
import type { TradeVenue, VenueKeys } from "./key_store.ts";

/** One venue to send orders to. */
export interface VenuePlan {
  readonly venue: TradeVenue;
  /** Where it answers: `https://api.binance.com`. */
  readonly restUrl: string;
  /** Where it tells of orders: `wss://stream.binance.com:9443`. */
  readonly streamUrl: string;
  /** Where orders are taken over a socket: quicker than REST; undefined = REST is used. */
  readonly orderUrl?: string | undefined;
  /**
   * How the user stream is opened: by a listen key, or (Binance spot, which lets go of listen keys) by a
   * signed word on a connection to orderUrl. Default: by a listen key.
   */
  readonly userStream?: "listen-key" | "signature" | undefined;
  readonly keys: VenueKeys;
}

/** What happens to orders when nobody is there to look after them. */
export interface GatewayPolicy {
  /** What the account holds at the start is there to be traded, or lies apart. */
  readonly openings: "adopt" | "apart";
  /** Open orders of earlier sessions of this program. */
  readonly earlierOrders: "cancel" | "leave";
  /** Open orders of others in the instruments that are traded. */
  readonly foreignOrders: "cancel" | "leave";
  /** When the session ends. */
  readonly onStop: "cancel" | "leave";
  /** When the user stream is lost for longer than disconnectMillis. */
  readonly onDisconnect: "cancel" | "leave";
  readonly disconnectMillis: number;
  /** The venue cancels by itself when it has not heard of us for so long, where it can; 0 = it does not. */
  readonly countdownMillis: number;
  /** Time between comparisons of all we hold with what the venue says. */
  readonly reconcileMillis: number;
  /** How long the venue may take to begin with a request before it must not. */
  readonly recvWindowMillis: number;
  /** An answer that takes longer is given up; the outcome is unknown then. */
  readonly answerMillis: number;
}

export const DEFAULT_POLICY: GatewayPolicy = {
  openings: "adopt",
  earlierOrders: "cancel",
  foreignOrders: "leave",
  onStop: "cancel",
  onDisconnect: "cancel",
  disconnectMillis: 5_000,
  countdownMillis: 30_000,
  reconcileMillis: 15_000,
  recvWindowMillis: 2_000,
  answerMillis: 2_000,
};

export interface GatewayPlan {
  readonly venues: readonly VenuePlan[];
  /** Eight characters that name the session in every order: see client_order_ids.ts. */
  readonly session: string;
  readonly policy: GatewayPolicy;
  /** What trading has while the gateway begins, which takes the place of one that died. */
  readonly takesOver?: Belongings | undefined;
}

/** What trading believes to have. */
export interface Belongings {
  readonly orders: readonly OpenOrder[];
  readonly accounts: readonly { readonly instrumentId: number; readonly positionLots: number }[];
}

/** An order that trading knows as open. */
export interface OpenOrder {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly filledLots: number;
}

/** The plan for everybody else: there is a gateway, and its keys are not their business. */
export function withoutKeys(plan: GatewayPlan): GatewayPlan {
  const keys = { key: "", secret: "" };
  return { ...plan, venues: plan.venues.map((venue) => ({ ...venue, keys })) };
}
