/** A route: what it is called, what it weighs, who may call it, and what it answers. */
import type { Account } from "../accounts/account.ts";
import type { Market } from "../market/market.ts";
import type { Venue } from "../venue.ts";
import * as errors from "./api_error.ts";
import { ApiError } from "./api_error.ts";
import type { Parameters } from "./parameters.ts";

/** NONE: anybody; KEY: whoever names a key; SIGNED: whoever signs with its secret. */
export type Security = "NONE" | "KEY" | "SIGNED";

export interface RouteContext {
  readonly venue: Venue;
  readonly parameters: Parameters;
  readonly nowMillis: number;
  /** Of a route with security NONE there is none. */
  readonly account: Account;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly weight: number | ((parameters: Parameters) => number);
  readonly security: Security;
  /** True for what counts as an order. */
  readonly isOrder?: boolean;
  readonly handle: (context: RouteContext) => unknown;
}

/** An answer that is JSON already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The market that `symbol` names. @throws ApiError −1102 or −1121 */
export function marketOf({ venue, parameters }: RouteContext): Market {
  const market = venue.markets.get(parameters.required("symbol"));
  if (market === undefined) throw new ApiError(...errors.BAD_SYMBOL);
  return market;
}

/** The market that `symbol` names, if it is sent. */
export function optionalMarket(context: RouteContext): Market | undefined {
  return context.parameters.text("symbol") === undefined ? undefined : marketOf(context);
}

/** The markets that `symbol` or `symbols`, a JSON list, names; all when neither is sent. */
export function marketsOf(context: RouteContext): { readonly list: Market[]; isOne: boolean } {
  const { venue, parameters } = context;
  const one = optionalMarket(context);
  if (one !== undefined) return { list: [one], isOne: true };
  const text = parameters.text("symbols");
  if (text === undefined) return { list: [...venue.markets.values()], isOne: false };
  const list = symbolsIn(text).map((symbol) => {
    const market = venue.markets.get(symbol);
    if (market === undefined) throw new ApiError(...errors.BAD_SYMBOL);
    return market;
  });
  return { list, isOne: false };
}

function symbolsIn(text: string): string[] {
  try {
    const symbols = JSON.parse(text);
    if (Array.isArray(symbols) && symbols.every((symbol) => typeof symbol === "string")) {
      return symbols;
    }
  } catch {
    // What is no JSON is refused like any other text.
  }
  throw errors.illegal("symbols", '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$');
}
