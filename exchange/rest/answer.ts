/** Runs one request through a route: limits, key, signature, time, handler. */
import type { Account } from "../accounts/account.ts";
import type { Venue } from "../venue.ts";
import * as errors from "./api_error.ts";
import { ApiError } from "./api_error.ts";
import type { Parameters } from "./parameters.ts";
import { JsonText, type Route } from "./route.ts";
import { checkSignature, checkTime } from "./signatures.ts";

export interface Question {
  readonly venue: Venue;
  readonly route: Route;
  readonly parameters: () => Parameters;
  readonly apiKey: string | null;
  readonly address: string;
  readonly nowMillis: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, string>;
}

/** What is answered; never throws for anything that a client did. */
export function answer(question: Question): Answer {
  const headers: Record<string, string> = { "content-type": "application/json;charset=UTF-8" };
  try {
    const { route } = question;
    const parameters = question.parameters();
    const account = admit(question, parameters, headers);
    const { venue, nowMillis } = question;
    const value = route.handle({ venue, parameters, nowMillis, account: account! });
    const text = value instanceof JsonText ? value.text : JSON.stringify(value);
    return { status: 200, text, headers };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    if (thrown.retryAfterSeconds > 0) headers["retry-after"] = String(thrown.retryAfterSeconds);
    return { status: thrown.status, text: JSON.stringify(thrown.body), headers };
  }
}

/** Counts the request, and finds out whose it is. @throws ApiError */
function admit(
  question: Question,
  parameters: Parameters,
  headers: Record<string, string>,
): Account | undefined {
  const { venue, route, apiKey, address, nowMillis } = question;
  const weight = typeof route.weight === "number" ? route.weight : route.weight(parameters);
  const used = venue.weights.use(address, weight, nowMillis);
  headers["x-mbx-used-weight"] = String(used);
  headers["x-mbx-used-weight-1m"] = String(used);
  if (route.security === "NONE") return undefined;
  const account = accountOf(venue, apiKey);
  if (route.security === "SIGNED") {
    checkTime(parameters, nowMillis);
    checkSignature(parameters, venue.secrets.get(account.apiKey)!);
  }
  if (route.isOrder) {
    const clientId = parameters.text("newClientOrderId");
    if (clientId !== undefined) account.noteReceived(clientId);
    const counts = venue.orderCounts.get(account)!.use(nowMillis);
    headers["x-mbx-order-count-10s"] = String(counts.tenSeconds);
    headers["x-mbx-order-count-1m"] = String(counts.minute);
  }
  return account;
}

/** @throws ApiError −2014 or −2015 */
export function accountOf(venue: Venue, apiKey: string | null | undefined): Account {
  if (!apiKey || !/^[A-Za-z0-9]{1,128}$/.test(apiKey)) {
    throw new ApiError(...errors.BAD_KEY_FORMAT);
  }
  const account = venue.accounts.get(apiKey);
  if (account === undefined) throw new ApiError(...errors.BAD_KEY);
  return account;
}
