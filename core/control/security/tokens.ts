/**
 * Bearer tokens and what each may do. Only their SHA-256 is held; a presented token is hashed and
 * compared with all of them in constant time.
 *
 * ```text
 *   read    positions, orders, P&L, risk, logs, configuration
 *   trade   read, and what stops or changes trading
 *   admin   trade, and models, sessions, rearming after a kill
 * ```
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { UserError } from "../../base/errors.ts";
import { randomWord } from "../../base/secret.ts";

export const SCOPES = ["read", "trade", "admin"] as const;
export type Scope = typeof SCOPES[number];

export interface Token {
  /** Who uses it, for the audit log. */
  readonly name: string;
  readonly scope: Scope;
}

interface HeldToken extends Token {
  readonly digest: Uint8Array;
}

const ENTRY = /^([\w.-]{1,40}):(read|trade|admin):([A-Za-z0-9_.~-]{16,128})$/;
const GENERATED_BYTES = 24;

export class Tokens {
  readonly #held: readonly HeldToken[];

  private constructor(held: readonly HeldToken[]) {
    this.#held = held;
  }

  /**
   * Entries `name:scope:token`, one a line or separated by commas; # begins a comment.
   * @param where names the variable or file in errors
   * @throws UserError naming the entry, never the token
   */
  static parse(text: string, where: string): Tokens {
    const entries = text.split(/[\n,]/).map((line) => line.replace(/#.*/, "").trim())
      .filter((line) => line !== "");
    const held = entries.map((entry, i) => {
      const match = ENTRY.exec(entry);
      if (match === null) {
        throw new UserError(
          `${where}: entry ${i + 1} must be name:scope:token, scope one of ${SCOPES.join(", ")}, ` +
            "token 16 to 128 letters, digits or one of _ . ~ -",
        );
      }
      return { name: match[1], scope: match[2] as Scope, digest: digestOf(match[3]) };
    });
    if (held.length === 0) throw new UserError(`${where}: has no token`);
    return new Tokens(held);
  }

  /** A file of entries that only its owner may read. */
  static async read(path: string): Promise<Tokens> {
    let text: string;
    try {
      const { mode } = await Deno.stat(path);
      if (mode !== null && (mode & 0o077) !== 0) {
        throw new UserError(
          `${path}: others may read it (mode ${(mode & 0o777).toString(8)}); chmod 600 it first`,
        );
      }
      text = await Deno.readTextFile(path);
    } catch (thrown) {
      if (thrown instanceof UserError) throw thrown;
      throw new UserError(`${path}: cannot be read as a file of tokens`);
    }
    return Tokens.parse(text, path);
  }

  /** One token that may do everything, for this run. */
  static generate(): { readonly tokens: Tokens; readonly word: string } {
    const word = randomWord(GENERATED_BYTES);
    return { tokens: new Tokens([{ name: "run", scope: "admin", digest: digestOf(word) }]), word };
  }

  /** Who presents `word`; undefined = nobody known. Takes as long for any word. */
  find(word: string): Token | undefined {
    const digest = digestOf(word);
    let found: HeldToken | undefined;
    for (const held of this.#held) {
      if (timingSafeEqual(held.digest, digest)) found = held;
    }
    return found && { name: found.name, scope: found.scope };
  }
}

/** Whether a scope reaches as far as another. */
export function reaches(scope: Scope, wanted: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(wanted);
}

function digestOf(word: string): Uint8Array {
  return createHash("sha256").update(word).digest();
}
