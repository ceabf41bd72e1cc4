/**
 * Both venues' REST routes and the practice routes on one loopback port, with the faults that are in
 * force between an answer and its client.
 */
import { messageOf } from "../../core/base/errors.ts";
import type { FaultPlan } from "../practice/fault_plan.ts";
import type { FaultRule } from "../practice/fault_rule.ts";
import type { Venue } from "../venue.ts";
import { type Answer, answer } from "./answer.ts";
import { UNKNOWN_ROUTE } from "./api_error.ts";
import { MAX_PARAMETER_BYTES, Parameters } from "./parameters.ts";
import type { Route } from "./route.ts";
import { FUTURES_ROUTES, SPOT_ROUTES } from "./routes.ts";

export interface RestServerOptions {
  readonly port: number;
  readonly spot: Venue;
  readonly futures: Venue;
  readonly faults: FaultPlan;
  readonly nowMillis: () => number;
  /** Answers paths below /practice. */
  readonly practice: (request: Request, url: URL) => Promise<Response>;
  /** Called after every request that may have changed something. */
  readonly answered: () => void;
  readonly signal: AbortSignal;
}

interface Place {
  readonly venue: Venue;
  readonly route: Route;
}

/** How long a silence lasts that nobody ends. */
const SILENCE_MILLIS = 600_000;

export class RestServer {
  readonly port: number;
  readonly #options: RestServerOptions;
  readonly #places = new Map<string, Place>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(options: RestServerOptions) {
    this.#options = options;
    for (const route of SPOT_ROUTES) this.#add(options.spot, route);
    for (const route of FUTURES_ROUTES) this.#add(options.futures, route);
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: options.port,
      signal: options.signal,
      onListen: () => {},
      onError: (thrown) => this.#failed(thrown),
    }, (request, info) => this.#handle(request, info.remoteAddr.hostname));
    this.port = this.#server.addr.port;
  }

  /** Resolves once the server has ended. */
  get finished(): Promise<void> {
    return this.#server.finished;
  }

  #add(venue: Venue, route: Route): void {
    this.#places.set(`${route.method} ${route.path}`, { venue, route });
  }

  async #handle(request: Request, address: string): Promise<Response> {
    const { faults, practice, nowMillis, answered } = this.#options;
    const url = new URL(request.url);
    if (url.pathname.startsWith("/practice")) return await practice(request, url);
    const name = `${request.method} ${url.pathname}`;
    const place = this.#places.get(name);
    if (place === undefined) return jsonResponse(404, errorText(UNKNOWN_ROUTE));
    const body = await bodyOf(request);
    if (body === undefined || url.search.length > MAX_PARAMETER_BYTES) {
      return jsonResponse(413, errorText([-1101, "Too many parameters."]));
    }
    const ask = () => {
      const said = answer({
        ...place,
        parameters: () => Parameters.ofHttp(url.search.slice(1), body),
        apiKey: request.headers.get("x-mbx-apikey"),
        address,
        nowMillis: nowMillis(),
      });
      if (request.method !== "GET") answered();
      return said;
    };
    const rule = faults.isEmpty ? undefined : faults.pick("rest", name);
    return rule === undefined ? responseOf(ask()) : await this.#strike(rule, ask);
  }

  /** An answer as a fault leaves it. What the request does is done, or not, before that. */
  async #strike(rule: FaultRule, ask: () => Answer): Promise<Response> {
    switch (rule.kind) {
      case "delay":
        await this.#pause(rule.millis);
        return responseOf(ask());
      case "stall":
        await this.#pause(rule.millis || SILENCE_MILLIS);
        return brokenResponse("");
      case "drop":
        return brokenResponse("");
      case "timeout":
        // The order lives, and its answer never comes.
        ask();
        await this.#pause(rule.millis || SILENCE_MILLIS);
        return brokenResponse("");
      case "cut": {
        const { text } = ask();
        return brokenResponse(text.slice(0, Math.ceil(text.length / 2)));
      }
      case "corrupt":
        return responseOf(this.#corrupted(ask()));
      case "reject":
        return jsonResponse(400, errorText([rule.code || -1001, "Refused by a practice fault."]));
      case "html":
        return new Response(
          "<html><head><title>502 Bad Gateway</title></head><body>Practice fault</body></html>",
          { status: 502, headers: { "content-type": "text/html" } },
        );
      case "redirect":
        return new Response(null, {
          status: 302,
          headers: { location: "http://127.0.0.1:9/elsewhere" },
        });
      default:
        return jsonResponse(
          rule.code >= 400 ? rule.code : 503,
          errorText([-1001, "Internal error; unable to process your request. Please try again."]),
        );
    }
  }

  /** Flips a bit of one byte of the answer. */
  #corrupted(whole: Answer): Answer {
    const { faults } = this.#options;
    if (whole.text === "") return whole;
    const at = faults.below(whole.text.length);
    const broken = String.fromCharCode(whole.text.charCodeAt(at) ^ (1 << faults.below(7)));
    return { ...whole, text: whole.text.slice(0, at) + broken + whole.text.slice(at + 1) };
  }

  /** Ends early when the exchange stops. */
  #pause(millis: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, millis);
      signal.addEventListener("abort", end);
    });
  }

  #failed(thrown: unknown): Response {
    if (!(thrown instanceof PracticeCut)) console.error(`exchange: ${messageOf(thrown)}`);
    return jsonResponse(500, errorText([-1000, "An unknown error occurred."]));
  }
}

/** Undefined when it is too large. */
async function bodyOf(request: Request): Promise<string | undefined> {
  if (request.body === null) return "";
  if (Number(request.headers.get("content-length") ?? 0) > MAX_PARAMETER_BYTES) return undefined;
  const text = await request.text();
  return text.length > MAX_PARAMETER_BYTES ? undefined : text;
}

function responseOf({ status, text, headers }: Answer): Response {
  return new Response(text, { status, headers });
}

function jsonResponse(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "application/json" } });
}

function errorText([code, msg]: readonly [number, string, ...unknown[]]): string {
  return JSON.stringify({ code, msg });
}

/** What ends a connection in the middle of an answer. */
class PracticeCut extends Error {}

/** A connection that breaks after so much of the answer. */
function brokenResponse(text: string): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    async pull(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      // Lets what was sent leave first.
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.error(new PracticeCut());
    },
  });
  return new Response(body, {
    headers: { "content-type": "application/json", "content-length": "1000000" },
  });
}
