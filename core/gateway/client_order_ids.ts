/**
 * Names that orders carry at a venue: `mr<session>-<order id>`, and `.<n>` behind it for an order that
 * took the place of the one before. They follow from session and order alone, so that whoever comes
 * after a crash knows which orders are whose, and no order can be sent under two names.
 *
 * ```text
 *   mr7f3a09c1-42     order 42 of session 7f3a09c1
 *   mr7f3a09c1-42.1   what order 42 became when its price was changed
 * ```
 *
 * At most 36 characters of `[.A-Za-z0-9_:/-]`: what the strictest venue allows.
 */
import { UserError } from "../base/errors.ts";

const SESSION = /^[0-9a-z]{8}$/;
const OURS = /^mr([0-9a-z]{8})-(\d{1,15})(?:\.(\d{1,6}))?$/;

/** What a name says. */
export interface NamedOrder {
  readonly session: string;
  readonly orderId: number;
  /** 0 = as it was sent first. */
  readonly generation: number;
}

export class ClientOrderIds {
  readonly session: string;
  readonly #prefix: string;

  /** @param session eight characters of 0-9 and a-z that no other session has */
  constructor(session: string) {
    if (!SESSION.test(session)) {
      throw new UserError(`session ${session}: must be eight characters of 0-9 and a-z`);
    }
    this.session = session;
    this.#prefix = `mr${session}-`;
  }

  nameOf(orderId: number, generation = 0): string {
    return generation === 0 ? this.#prefix + orderId : `${this.#prefix}${orderId}.${generation}`;
  }

  isOurs(name: string): boolean {
    return parseClientOrderId(name)?.session === this.session;
  }
}

/** undefined = the order is not of this program. */
export function parseClientOrderId(name: string): NamedOrder | undefined {
  const found = OURS.exec(name);
  if (found === null) return undefined;
  return { session: found[1], orderId: Number(found[2]), generation: Number(found[3] ?? 0) };
}
