/**
 * Requests to a venue's REST interface: within the budget, in bounded time and size, redirects not
 * followed. An answer is the body's bytes as received, or a fault that says what came instead.
 */
import { messageOf } from "../../base/errors.ts";
import type { FeedRequest, Fields } from "./venue_protocol.ts";
import type { FeedLimits } from "./live_input.ts";
import type { RateBudget } from "./rate_budget.ts";

const TOO_MANY = 429;
const BANNED = 418;
const SHOWN_CHARACTERS = 80;
/** Binance's word for the weight used in the current minute. */
const WEIGHT_HEADER = "x-mbx-used-weight-1m";

export interface Answer {
  readonly url: string;
  readonly body: Uint8Array;
  readonly fields: Fields;
  readonly sentMillis: number;
  readonly receivedMillis: number;
}

/** No usable answer; the text says what came instead. */
export class RequestFailed extends Error {
  /** HTTP status; 0 = none. */
  readonly status: number;

  constructor(text: string, status = 0) {
    super(text);
    this.status = status;
  }
}

export interface RestClientOptions {
  readonly restUrl: string;
  readonly limits: FeedLimits;
  readonly budget: RateBudget;
  readonly nowMillis: () => number;
  readonly caCerts: readonly string[] | undefined;
  /** Ends all requests. */
  readonly signal: AbortSignal;
}

export class RestClient {
  readonly #options: RestClientOptions;
  readonly #client: Deno.HttpClient | undefined;
  /** Times that the venue said to slow down. */
  limited = 0;

  constructor(options: RestClientOptions) {
    this.#options = options;
    const { caCerts } = options;
    this.#client = caCerts && Deno.createHttpClient({ caCerts: [...caCerts] });
  }

  /** Milliseconds to wait before this can be asked; 0 = it is paid for and may be asked now. */
  pay({ weight }: FeedRequest): number {
    return this.#options.budget.take(weight, this.#options.nowMillis());
  }

  /** @throws RequestFailed */
  async ask({ path }: FeedRequest): Promise<Answer> {
    const { restUrl, limits, nowMillis, signal } = this.#options;
    const url = restUrl.replace(/\/$/, "") + path;
    const sentMillis = nowMillis();
    try {
      const response = await fetch(url, {
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(limits.requestMillis)]),
        headers: { accept: "application/json", "user-agent": "millrace" },
        ...(this.#client === undefined ? {} : { client: this.#client }),
      });
      const receivedMillis = nowMillis();
      this.#heed(response);
      const body = await readBounded(response, limits.maxAnswerBytes);
      return { url, body, fields: readFields(response, body), sentMillis, receivedMillis };
    } catch (thrown) {
      if (thrown instanceof RequestFailed) throw thrown;
      const text = thrown instanceof DOMException && thrown.name === "TimeoutError"
        ? `no answer within ${limits.requestMillis} ms`
        : reasonOf(thrown);
      throw new RequestFailed(text);
    }
  }

  close(): void {
    this.#client?.close();
  }

  /** What the venue says about our budget. */
  #heed({ status, headers }: Response): void {
    const { budget, nowMillis } = this.#options;
    const used = headers.get(WEIGHT_HEADER);
    if (used !== null) budget.observe(Number(used), nowMillis());
    if (status !== TOO_MANY && status !== BANNED) return;
    this.limited++;
    budget.ban(headers.get("retry-after"), nowMillis());
  }
}

/** "fetch failed" says nothing; what it was caused by does. */
function reasonOf(thrown: unknown): string {
  let reason = thrown;
  while (reason instanceof Error && reason.cause !== undefined) reason = reason.cause;
  return messageOf(reason);
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxBytes) {
      // Leaving the loop cancels the body.
      throw new RequestFailed(`an answer of more than ${maxBytes} bytes`, response.status);
    }
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

function readFields({ status, headers }: Response, body: Uint8Array): Fields {
  const text = new TextDecoder().decode(body);
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  if (status >= 300 && status < 400) {
    const target = headers.get("location") ?? "nowhere";
    throw new RequestFailed(`status ${status} to ${target}; redirects are not followed`, status);
  }
  if (status !== 200) throw new RequestFailed(`status ${status}: ${shown}`, status);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Fields;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new RequestFailed(`an answer that is no JSON object: ${shown}`, status);
}
