/**
 * Requests to Binance over HTTP: one answer each, or a fault after which nobody knows. Redirects are
 * not followed: what was signed for one host goes to no other.
 */
import { messageOf } from "../../base/errors.ts";
import { parseVenueJson } from "../venue_json.ts";
import { retryMillisOf, withoutAddress } from "../without_address.ts";
import { type Reply, replyOf } from "./reply.ts";

const MAX_ANSWER_CHARACTERS = 32 * 1_024 * 1_024;
const ORDER_COUNT_HEADER = /^x-mbx-order-count-(\w+)$/;
const WEIGHT_HEADER = "x-mbx-used-weight-1m";

export interface RestLinkOptions {
  readonly restUrl: string;
  readonly apiKey: string;
  readonly answerMillis: number;
  /** Ends all requests. */
  readonly signal: AbortSignal;
  readonly onWeight: (used: number) => void;
  readonly onOrderCount: (window: string, count: number) => void;
  /** The venue says to stay away. */
  readonly onBan: (retryAfter: string | null) => void;
}

export class RestLink {
  readonly #options: RestLinkOptions;

  constructor(options: RestLinkOptions) {
    this.#options = options;
  }

  async ask(method: string, path: string, query: string): Promise<Reply> {
    const { restUrl, apiKey, answerMillis, signal } = this.#options;
    try {
      const response = await fetch(`${restUrl}${path}${query === "" ? "" : `?${query}`}`, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMillis)]),
        headers: { "x-mbx-apikey": apiKey, "user-agent": "millrace" },
      });
      this.#heed(response);
      const text = await response.text();
      const body = text.length > MAX_ANSWER_CHARACTERS ? undefined : parseVenueJson(text);
      return replyOf(response.status, body, retryMillisOf(response.headers.get("retry-after")));
    } catch (thrown) {
      // The address is part of some messages, and the query with it.
      return { kind: "unknown", text: withoutAddress(messageOf(thrown)) };
    }
  }

  #heed({ status, headers }: Response): void {
    const { onWeight, onOrderCount, onBan } = this.#options;
    const used = headers.get(WEIGHT_HEADER);
    if (used !== null) onWeight(Number(used));
    for (const [name, value] of headers) {
      const window = ORDER_COUNT_HEADER.exec(name);
      if (window !== null) onOrderCount(window[1], Number(value));
    }
    if (status === 429 || status === 418) onBan(headers.get("retry-after"));
  }
}
