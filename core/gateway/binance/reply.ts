/**
 * What an answer of Binance means. Its documentation is strict about one thing: some errors say that
 * nothing was done, and some say that nobody knows ("Unknown: execution status unknown").
 *
 * ```text
 *   429, 418, −1003, −1015   limited: not done, wait                    −1021  not done: clock
 *   5xx, −1000, −1001, −1006, −1007, what is no JSON                    unknown
 *   −2011, −2013             gone: no such open order                   everything else: refused
 * ```
 */
import {
  REASON_BAD_ORDER,
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_BY_VENUE,
  REASON_NO_ACCESS,
  REASON_NO_FUNDS,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_TOO_LARGE,
  REASON_TOO_SMALL,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_WOULD_INCREASE,
  REASON_WOULD_TAKE,
} from "../../wire/report.ts";

/** An answer that came back. */
export type Reply =
  | { readonly kind: "ok"; readonly body: unknown }
  | { readonly kind: "limited"; readonly waitMillis: number; readonly text: string }
  | { readonly kind: "clock" }
  | { readonly kind: "gone"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: number; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

const LIMITED_STATUS = new Set([429, 418]);
const LIMITED_CODES = new Set([-1003, -1015]);
const UNKNOWN_CODES = new Set([-1000, -1001, -1006, -1007, -1016]);
/** Sent twice: whoever sends once finds an order of that name with it. */
const DUPLICATE = /duplicate/i;
const CLOCK = -1021;
const GONE_CODES = new Set([-2011, -2013]);
const DEFAULT_WAIT_MILLIS = 1_000;
/** The longest piece of a venue's words that is kept. */
const MAX_TEXT = 160;

const REASONS: Readonly<Record<number, number>> = {
  [-1002]: REASON_NO_ACCESS,
  [-1022]: REASON_NO_ACCESS,
  [-2014]: REASON_NO_ACCESS,
  [-2015]: REASON_NO_ACCESS,
  [-1111]: REASON_OFF_LOT,
  [-1121]: REASON_UNKNOWN_INSTRUMENT,
  [-1128]: REASON_BAD_ORDER,
  [-2018]: REASON_NO_FUNDS,
  [-2019]: REASON_NO_FUNDS,
  [-2021]: REASON_BAD_PRICE,
  [-2022]: REASON_WOULD_INCREASE,
  [-4003]: REASON_BAD_QUANTITY,
  [-4004]: REASON_TOO_SMALL,
  [-4005]: REASON_TOO_LARGE,
  [-4014]: REASON_OFF_TICK,
  [-4016]: REASON_BAD_PRICE,
  [-4024]: REASON_BAD_PRICE,
  [-4164]: REASON_TOO_SMALL,
  [-5022]: REASON_WOULD_TAKE,
};

/** Where code −1013 and −2010 leave it to words. */
const WORDS: readonly (readonly [RegExp, number])[] = [
  [/insufficient/i, REASON_NO_FUNDS],
  [/immediately match/i, REASON_WOULD_TAKE],
  [/trigger/i, REASON_BAD_PRICE],
  [/PERCENT_PRICE/, REASON_BAD_PRICE],
  [/PRICE_FILTER/, REASON_OFF_TICK],
  [/MARKET_LOT_SIZE/, REASON_TOO_LARGE],
  [/LOT_SIZE/, REASON_OFF_LOT],
  [/NOTIONAL/, REASON_TOO_SMALL],
];

/**
 * @param status of HTTP, or the like in a socket's answer
 * @param body parsed; undefined = it is no JSON
 * @param retryMillis what the venue says about coming back; 0 = nothing
 */
export function replyOf(status: number, body: unknown, retryMillis: number): Reply {
  if (LIMITED_STATUS.has(status)) return limited(retryMillis, `status ${status}`);
  if (status === 200 && body !== undefined) return { kind: "ok", body };
  const { code, msg } = errorOf(body);
  if (LIMITED_CODES.has(code)) return limited(retryMillis, msg);
  if (code === CLOCK) return { kind: "clock" };
  if (status >= 500 || status < 400 || code === 0) {
    return { kind: "unknown", text: `status ${status}${msg === "" ? "" : `, ${msg}`}` };
  }
  if (UNKNOWN_CODES.has(code)) return { kind: "unknown", text: `code ${code}, ${msg}` };
  const text = `code ${code}, ${msg}`;
  if (GONE_CODES.has(code)) return { kind: "gone", text };
  if (code === -4116 || DUPLICATE.test(msg)) return { kind: "unknown", text };
  return { kind: "refused", reason: reasonOf(code, msg), text };
}

function limited(retryMillis: number, text: string): Reply {
  return { kind: "limited", waitMillis: retryMillis || DEFAULT_WAIT_MILLIS, text };
}

function errorOf(body: unknown): { code: number; msg: string } {
  const { code, msg } = (typeof body === "object" && body !== null ? body : {}) as {
    code?: unknown;
    msg?: unknown;
  };
  return {
    code: typeof code === "number" ? code : 0,
    msg: typeof msg === "string" ? msg.slice(0, MAX_TEXT) : "",
  };
}

function reasonOf(code: number, msg: string): number {
  return REASONS[code] ?? WORDS.find(([words]) => words.test(msg))?.[1] ?? REASON_BY_VENUE;
}
