/**
 * How the generated client speaks: fetch, bearer token, problems as errors, streams as iterators.
 * It depends on nothing else of the project, so that other programs can take this folder along.
 */

/** A problem document (RFC 9457), thrown. */
export class ControlProblem extends Error {
  override readonly name = "ControlProblem";

  constructor(
    readonly status: number,
    detail: string,
    readonly errors: readonly { readonly field: string; readonly message: string }[] = [],
  ) {
    super(detail);
  }
}

export interface ControlTransportOptions {
  /** Such as http://127.0.0.1:7077. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Names the program in the server's journal and audit log. */
  readonly userAgent?: string;
  /** Most milliseconds that an answer may take; default 10 s. */
  readonly timeoutMillis?: number;
}

/** Of a change. */
export interface ChangeOptions {
  /** A repeat with the same key is answered, not done again. */
  readonly idempotencyKey?: string;
}

export type QueryValue = string | number | boolean | undefined;

interface Request extends ChangeOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
}

/** One message of a stream. */
export interface StreamedMessage {
  readonly topic: string;
  readonly at: number;
  readonly lost: number;
  readonly data: unknown;
}

const DEFAULT_TIMEOUT_MILLIS = 10_000;

export class ControlTransport {
  readonly #options: ControlTransportOptions;

  constructor(options: ControlTransportOptions) {
    this.#options = options;
  }

  /** Messages of topics, until the loop is left or the server ends. */
  async *follow(topics: readonly string[], everyMillis = 250): AsyncGenerator<StreamedMessage> {
    const query = { topics: topics.join(","), every: everyMillis };
    const response = await fetch(this.#address("/v1/stream", query), { headers: this.#headers() });
    await throwProblem(response);
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event);
        if (data !== null) yield JSON.parse(data[1]);
      }
    }
  }

  /** @throws ControlProblem when the server refuses */
  protected async json<T>(method: string, path: string, request: Request = {}): Promise<T> {
    const response = await this.#send(method, path, request);
    return await response.json() as T;
  }

  protected async text(method: string, path: string, request: Request = {}): Promise<string> {
    return await (await this.#send(method, path, request)).text();
  }

  async #send(method: string, path: string, request: Request): Promise<Response> {
    const { query = {}, body, idempotencyKey } = request;
    const response = await fetch(this.#address(path, query), {
      method,
      headers: {
        ...this.#headers(),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(this.#options.timeoutMillis ?? DEFAULT_TIMEOUT_MILLIS),
    });
    await throwProblem(response);
    return response;
  }

  #address(path: string, query: Readonly<Record<string, QueryValue>>): string {
    const address = new URL(path, this.#options.url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    return address.href;
  }

  #headers(): Record<string, string> {
    const { token, userAgent } = this.#options;
    return {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
    };
  }
}

async function throwProblem(response: Response): Promise<void> {
  if (response.ok) return;
  const text = await response.text();
  let detail = text.slice(0, 200) || response.statusText;
  let errors;
  try {
    const problem = JSON.parse(text);
    detail = problem.detail ?? detail;
    errors = problem.errors;
  } catch {
    // Not from this server, or from a proxy before it: its text has to do.
  }
  throw new ControlProblem(response.status, detail, errors);
}
