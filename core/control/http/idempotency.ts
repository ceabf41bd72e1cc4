/**
 * Idempotency keys: a change that is sent again, because its answer was lost, is not made again. The
 * newest answers are kept; a key that is used for another change is refused.
 */
import type { MiddlewareHandler } from "hono";
import { wallMillis } from "../../base/clock.ts";
import type { ControlEnv } from "../security/guard.ts";
import { ProblemError } from "./problem.ts";

const KEPT = 1_024;
const KEPT_MILLIS = 24 * 3_600_000;

interface Kept {
  readonly request: string;
  readonly atMillis: number;
  /** undefined = still under way. */
  answer: { status: number; type: string; text: string } | undefined;
}

export class IdempotencyKeys {
  readonly #kept = new Map<string, Kept>();

  /** Changes only: a key on anything else means nothing. */
  readonly middleware: MiddlewareHandler<ControlEnv> = async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined || c.req.method === "GET") return await next();
    if (key.length === 0 || key.length > 128) {
      throw new ProblemError(400, "idempotency-key: must have 1 to 128 characters");
    }
    const name = `${c.get("token")?.name ?? ""} ${key}`;
    const request = `${c.req.method} ${c.req.path} ${c.get("body")}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined && wallMillis() - kept.atMillis < KEPT_MILLIS) {
      if (kept.request !== request) {
        throw new ProblemError(422, "idempotency-key: stands for another change");
      }
      if (kept.answer === undefined) {
        throw new ProblemError(409, "idempotency-key: the same change is under way");
      }
      const { status, type, text } = kept.answer;
      return new Response(text, {
        status,
        headers: { "content-type": type, "idempotency-replayed": "true" },
      });
    }
    const entry: Kept = { request, atMillis: wallMillis(), answer: undefined };
    this.#keep(name, entry);
    await next();
    const { res } = c;
    if (res.status >= 500 || res.status === 429) {
      this.#kept.delete(name);
      return;
    }
    const type = res.headers.get("content-type") ?? "application/json";
    entry.answer = { status: res.status, type, text: await res.clone().text() };
  };

  #keep(name: string, entry: Kept): void {
    this.#kept.delete(name);
    this.#kept.set(name, entry);
    if (this.#kept.size <= KEPT) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest);
  }
}
