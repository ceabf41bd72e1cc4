/**
 * Refusals as the venue words them: a status, a code and a message. The codes are those of Binance's
 * published error lists; clients branch on them.
 */

/** What makes an error: code and message, and the HTTP status where it is not 400. */
export type ErrorWords = readonly [code: number, message: string, status?: number];

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly status: number;
  /** Seconds until the client may come back; 0 = says nothing. */
  readonly retryAfterSeconds: number;

  constructor(code: number, message: string, status = 400, retryAfterSeconds = 0) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get body(): { readonly code: number; readonly msg: string } {
    return { code: this.code, msg: this.message };
  }
}

export const TOO_MANY_ORDERS: ErrorWords = [-1015, "Too many new orders.", 429];
export const UNKNOWN_ROUTE: ErrorWords = [-1000, "Path or method is not known here.", 404];
export const BAD_SIGNATURE: ErrorWords = [-1022, "Signature for this request is not valid."];
export const OUTSIDE_WINDOW: ErrorWords = [
  -1021,
  "Timestamp for this request is outside of the recvWindow.",
];
export const AHEAD_OF_SERVER: ErrorWords = [
  -1021,
  "Timestamp for this request was 1000ms ahead of the server's time.",
];
export const BAD_SYMBOL: ErrorWords = [-1121, "Invalid symbol."];
export const BAD_INTERVAL: ErrorWords = [-1120, "Invalid interval."];
export const BAD_LISTEN_KEY: ErrorWords = [-1125, "This listenKey does not exist."];
export const BAD_COMBINATION: ErrorWords = [
  -1128,
  "Combination of optional parameters invalid.",
];
export const BAD_WINDOW: ErrorWords = [-1131, "recvWindow must be less than 60000."];
export const INSUFFICIENT_BALANCE: ErrorWords = [
  -2010,
  "Account has insufficient balance for requested action.",
];
export const INSUFFICIENT_MARGIN: ErrorWords = [-2019, "Margin is insufficient."];
export const WOULD_TAKE: ErrorWords = [-2010, "Order would immediately match and take."];
export const DUPLICATE_ORDER: ErrorWords = [-2010, "Duplicate order sent."];
export const WOULD_TRIGGER: ErrorWords = [-2010, "Stop price would trigger immediately."];
export const UNKNOWN_CANCEL: ErrorWords = [-2011, "Unknown order sent."];
export const NO_SUCH_ORDER: ErrorWords = [-2013, "Order does not exist."];
export const BAD_KEY_FORMAT: ErrorWords = [-2014, "API-key format invalid.", 401];
export const BAD_KEY: ErrorWords = [
  -2015,
  "Invalid API-key, IP, or permissions for action.",
  401,
];
export const REDUCE_ONLY_REFUSED: ErrorWords = [-2022, "ReduceOnly Order is rejected."];
export const FUTURES_WOULD_TRIGGER: ErrorWords = [-2021, "Order would immediately trigger."];
export const FUTURES_POST_ONLY: ErrorWords = [
  -5022,
  "Due to the order could not be executed as maker, the Post Only order will be rejected. " +
  "The order will not be recorded in the order history",
];
export const FUTURES_DUPLICATE: ErrorWords = [-4116, "ClientOrderId is duplicated."];

export function missing(name: string): ApiError {
  return new ApiError(
    -1102,
    `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  );
}

export function malformed(name: string): ApiError {
  return new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

export function illegal(name: string, range: string): ApiError {
  return new ApiError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '${range}'.`,
  );
}

export function filterFailure(filter: string): ApiError {
  return new ApiError(-1013, `Filter failure: ${filter}`);
}
