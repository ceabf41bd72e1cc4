/**
 * A request's parameters, read with the venue's complaints: missing is −1102, of the wrong characters
 * −1100, out of range −1130.
 */
import { e8Of } from "../listing/fixed.ts";
import { TOO_LARGE } from "../../core/base/decimal.ts";
import { ApiError, illegal, malformed, missing } from "./api_error.ts";

/** Longest query or body that is read. */
export const MAX_PARAMETER_BYTES = 16_384;
const MAX_PARAMETERS = 64;
const INTEGER = /^[0-9]{1,20}$/;
const DECIMAL_RANGE = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";

export class Parameters {
  /** What signatures are made of: everything that was sent, but the signature. */
  readonly raw: string;
  readonly #values: ReadonlyMap<string, string>;

  /**
   * @param raw what signatures are made of
   * @throws ApiError when there are too many, or one twice
   */
  constructor(raw: string, pairs: Iterable<readonly [name: string, value: string]>) {
    this.raw = raw;
    const values = new Map<string, string>();
    for (const [name, value] of pairs) {
      if (values.has(name) && values.get(name) !== value) {
        throw new ApiError(-1101, "Too many parameters; expected '1' and received '2'.");
      }
      values.set(name, value);
    }
    if (values.size > MAX_PARAMETERS) {
      throw new ApiError(
        -1101,
        `Too many parameters; expected at most '${MAX_PARAMETERS}' and received '${values.size}'.`,
      );
    }
    this.#values = values;
  }

  /** Of a request over HTTP. */
  static ofHttp(query: string, body: string): Parameters {
    const pairs = [...new URLSearchParams(query), ...new URLSearchParams(body)];
    // One after the other, without a separator in between, as the venue documents it.
    return new Parameters(unsigned(query) + unsigned(body), pairs);
  }

  /**
   * Of a request over the WebSocket API: an object, signed over its fields in alphabetical order.
   * @throws ApiError when a value is neither text, number, boolean nor a list of them
   */
  static ofFields(fields: Readonly<Record<string, unknown>>): Parameters {
    const pairs = Object.keys(fields).sort().filter((name) => fields[name] !== null)
      .map((name) => [name, fieldText(name, fields[name])] as const);
    const signed = pairs.filter(([name]) => name !== "signature");
    return new Parameters(signed.map(([name, value]) => `${name}=${value}`).join("&"), pairs);
  }

  /** Undefined when it was not sent. @throws ApiError when it was sent empty */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === "") throw new ApiError(-1105, `Parameter '${name}' was empty.`);
    return value;
  }

  required(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === "") throw missing(name);
    return value;
  }

  /** A whole number; `otherwise` when it was not sent. */
  integer(name: string, min: number, max: number, otherwise: number): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    if (!INTEGER.test(text)) throw illegal(name, "^[0-9]{1,20}$");
    const value = Number(text);
    if (value < min || value > max) throw malformed(name);
    return value;
  }

  /** A decimal number in units of 10⁻⁸; undefined when it was not sent. */
  decimalE8(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const e8 = e8Of(text);
    if (e8 >= 0) return e8;
    if (e8 === TOO_LARGE) throw malformed(name);
    if (/^[0-9]{1,20}\.[0-9]{1,20}$/.test(text)) {
      throw new ApiError(-1111, `Parameter '${name}' has too much precision.`);
    }
    throw illegal(name, DECIMAL_RANGE);
  }

  flag(name: string): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === "false") return false;
    if (text !== "true") throw malformed(name);
    return true;
  }
}

function unsigned(text: string): string {
  return text.replace(/(?:^|&)signature=[^&]*/, "").replace(/^&/, "");
}

function fieldText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return JSON.stringify(value);
  throw malformed(name);
}
