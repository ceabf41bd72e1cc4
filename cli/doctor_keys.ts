/**
 * Checks of the keys that "live --trade" would use: whether there are some, who may read them, and what
 * the venue lets them do. They themselves are never shown.
 */
import { WallClock } from "../core/base/clock.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import { KEY_VARIABLES, KeyStore, type TradeVenue } from "../core/gateway/key_store.ts";
import { LIVE_VENUES } from "../core/venues/live/live_venues.ts";
import type { Check } from "./doctor_machine.ts";

const ANSWER_MILLIS = 5_000;
/** Where a venue tells what an account may do; others are asked by the gateway when it begins. */
const ACCOUNTS: Partial<Readonly<Record<TradeVenue, string>>> = {
  "binance": "/api/v3/account",
  "binance-usdm": "/fapi/v2/account",
};

/** @param file as given by --keys; undefined = the environment */
export async function checkKeys(file: string | undefined): Promise<Check[]> {
  let store: KeyStore;
  try {
    store = file === undefined
      ? KeyStore.fromEnvironment((name) => Deno.env.get(name))
      : KeyStore.fromFile(file);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    return [{ name: "keys", verdict: "fail", found: thrown.message }];
  }
  if (store.venues.length === 0) {
    const names = Object.values(KEY_VARIABLES).map((prefix) => `${prefix}_KEY`).join(", ");
    return [{ name: "keys", verdict: "ok", found: `none (${names}): paper trading needs none` }];
  }
  return await Promise.all(
    store.venues.map((venue) => checkRights(store, venue, LIVE_VENUES[venue].production.restUrl)),
  );
}

/** @param restUrl of the venue; also of a practice exchange */
export async function checkRights(
  store: KeyStore,
  venue: TradeVenue,
  restUrl: string,
): Promise<Check> {
  const name = `keys ${venue}`;
  const path = ACCOUNTS[venue];
  if (path === undefined) {
    return { name, verdict: "ok", found: "there are some; the gateway asks for their rights" };
  }
  const { key, secret } = store.reveal(venue);
  try {
    const query = `recvWindow=5000&timestamp=${Math.round(new WallClock().nowMillis())}`;
    const response = await fetch(
      `${restUrl}${path}?${query}&signature=${await sign(query, secret)}`,
      {
        headers: { "X-MBX-APIKEY": key },
        signal: AbortSignal.timeout(ANSWER_MILLIS),
      },
    );
    const answer = await response.json() as Record<string, unknown>;
    if (!response.ok) {
      const advice = "look at the key's rights and addresses at the venue";
      return { name, verdict: "fail", found: `refused: code ${String(answer.code)}`, advice };
    }
    const rights = ["canTrade", "canWithdraw", "canDeposit"].filter((right) =>
      answer[right] === true
    );
    const found = `accepted; ${rights.join(", ") || "no rights are told"}`;
    if (answer.canTrade !== true) {
      return { name, verdict: "fail", found, advice: "these keys may not trade" };
    }
    if (answer.canWithdraw !== true) return { name, verdict: "ok", found };
    return { name, verdict: "warn", found, advice: "make a key that may not withdraw" };
  } catch (thrown) {
    const [reason] = messageOf(thrown).replaceAll(key, "…").split("\n");
    // A request's address is in its error, and a signature in that address.
    const found = `there are some; their rights could not be asked (${reason.split("?")[0]})`;
    return { name, verdict: "warn", found };
  }
}

async function sign(text: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))).toHex();
}
