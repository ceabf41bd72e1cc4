/**
 * Where keys come from: the environment, or a file that nobody else may read. They are read once, by
 * the process that starts the gateway, and reach its worker in the one message that it gets.
 *
 * ```text
 *   environment   MILLRACE_BINANCE_KEY, MILLRACE_BINANCE_SECRET
 *                 MILLRACE_BINANCE_FUTURES_KEY, MILLRACE_BINANCE_FUTURES_SECRET
 *                 MILLRACE_COINBASE_KEY, MILLRACE_COINBASE_SECRET (a PEM of an EC key)
 *   file, 0600    { "binance": { "key": "…", "secret": "…" }, "binance-usdm": …, "coinbase": … }
 * ```
 */
import { messageOf, UserError } from "../base/errors.ts";
import { JsonFields } from "../base/json_fields.ts";
import { Secret } from "./secret.ts";

/** Venues that orders can be sent to, as VENUE_NAMES has them, and the names of their variables. */
export const KEY_VARIABLES = {
  "binance": "MILLRACE_BINANCE",
  "binance-usdm": "MILLRACE_BINANCE_FUTURES",
  "coinbase": "MILLRACE_COINBASE",
} as const;
export type TradeVenue = keyof typeof KEY_VARIABLES;
export const TRADE_VENUES = Object.keys(KEY_VARIABLES) as TradeVenue[];

/** What the gateway's worker is sent: the only place where keys stand in plain text. */
export interface VenueKeys {
  readonly key: string;
  readonly secret: string;
}

interface Pair {
  readonly key: Secret;
  readonly secret: Secret;
}

/** Bits of a file's mode that would let somebody else in. */
const OTHERS = 0o077;

export class KeyStore {
  readonly #pairs = new Map<TradeVenue, Pair>();

  /**
   * @param variable reads one of the environment
   * @throws UserError when a key has no secret, or the other way round
   */
  static fromEnvironment(variable: (name: string) => string | undefined): KeyStore {
    const store = new KeyStore();
    for (const venue of TRADE_VENUES) {
      const prefix = KEY_VARIABLES[venue];
      const key = variable(`${prefix}_KEY`) ?? "";
      const secret = variable(`${prefix}_SECRET`) ?? "";
      if (key === "" && secret === "") continue;
      const missing = key === "" ? "_KEY" : "_SECRET";
      if (key === "" || secret === "") {
        throw new UserError(`${prefix}${missing} is not set, but its other half is`);
      }
      store.#add(venue, key, secret);
    }
    return store;
  }

  /** @throws UserError when the file cannot be read, is open to others, or is no file of keys */
  static fromFile(path: string): KeyStore {
    const store = new KeyStore();
    const fields = JsonFields.parse(privateText(path), path);
    for (const name of fields.names()) {
      const venue = TRADE_VENUES.find((known) => known === name);
      if (venue === undefined) {
        const known = TRADE_VENUES.join(", ");
        throw new UserError(`${path}: field ${name} is no venue that can be traded on: ${known}`);
      }
      const pair = fields.fields(name);
      store.#add(venue, textOf(pair, "key", path, name), textOf(pair, "secret", path, name));
      pair.end();
    }
    return store;
  }

  /** Venues that there are keys for. */
  get venues(): readonly TradeVenue[] {
    return [...this.#pairs.keys()];
  }

  /** For the gateway's one message. @throws UserError when there are none */
  reveal(venue: TradeVenue): VenueKeys {
    const pair = this.#pairs.get(venue);
    if (pair === undefined) {
      const prefix = KEY_VARIABLES[venue];
      throw new UserError(
        `no keys for ${venue}: set ${prefix}_KEY and ${prefix}_SECRET, or name a key file`,
      );
    }
    return { key: pair.key.reveal(), secret: pair.secret.reveal() };
  }

  #add(venue: TradeVenue, key: string, secret: string): void {
    this.#pairs.set(venue, { key: new Secret(key), secret: new Secret(secret) });
  }
}

function privateText(path: string): string {
  try {
    const { mode, isFile } = Deno.statSync(path);
    if (!isFile) throw new UserError(`${path}: is no file of keys`);
    if (mode !== null && (mode & OTHERS) !== 0) {
      const found = (mode & 0o777).toString(8).padStart(4, "0");
      throw new UserError(
        `${path}: mode ${found} lets others read the keys; wanted 0600 (chmod 600 ${path})`,
      );
    }
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError(`${path}: the key file cannot be read (${messageOf(thrown)})`);
  }
}

/** As JsonFields.text, but what was found is not repeated: it may be half of a key. */
function textOf(fields: JsonFields, name: string, path: string, venue: string): string {
  try {
    return fields.text(name);
  } catch {
    throw new UserError(`${path}: ${venue}.${name} must be a text that is not empty`);
  }
}
