/**
 * User data streams: every account's orders, fills and balances, to whoever holds a listen key. A key
 * ends an hour after it was last kept alive.
 */
import { Prng } from "../../core/base/prng.ts";
import type { Account, Position } from "../accounts/account.ts";
import type { ClientOrder, OrderFill } from "../accounts/client_order.ts";
import type { AccountWatcher, Execution } from "../accounts/order_desk.ts";
import type { VenueName } from "../listing/listing.ts";
import { Topic } from "./topic.ts";
import * as futures from "./futures_user_texts.ts";
import * as spot from "./spot_user_texts.ts";

export const LISTEN_KEY_MILLIS = 3_600_000;
const KEY_LENGTH = 64;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

interface ListenKey {
  readonly account: Account;
  readonly topic: Topic;
  expiresMillis: number;
}

export class UserStreams implements AccountWatcher {
  readonly #venue: VenueName;
  readonly #prng: Prng;
  readonly #lifeMillis: number;
  readonly #nowMillis: () => number;
  readonly #keys = new Map<string, ListenKey>();
  /** At most one key an account: asking again gives the same. */
  readonly #byAccount = new Map<Account, ListenKey>();
  /** Others that are told of everything: sessions of the WebSocket API. */
  readonly listeners = new Map<Account, Set<(text: string) => void>>();

  constructor(venue: VenueName, seed: number, lifeMillis: number, nowMillis: () => number) {
    this.#venue = venue;
    this.#prng = new Prng(seed ^ (venue === "spot" ? 0x1e7_0001 : 0x1e7_0002));
    this.#lifeMillis = lifeMillis;
    this.#nowMillis = nowMillis;
  }

  /** The account's listen key, a new one if it has none. */
  open(account: Account): string {
    const known = this.#byAccount.get(account);
    if (known !== undefined) {
      known.expiresMillis = this.#nowMillis() + this.#lifeMillis;
      return known.topic.name;
    }
    const name = Array.from(
      { length: KEY_LENGTH },
      () => LETTERS[this.#prng.nextBelow(LETTERS.length)],
    ).join("");
    const expiresMillis = this.#nowMillis() + this.#lifeMillis;
    const key = { account, topic: new Topic(name), expiresMillis };
    this.#keys.set(name, key);
    this.#byAccount.set(account, key);
    return name;
  }

  keyOf(account: Account): string | undefined {
    return this.#byAccount.get(account)?.topic.name;
  }

  /** @returns false for a key that is not the account's */
  keepAlive(account: Account, name: string): boolean {
    const key = this.#keys.get(name);
    if (key?.account !== account) return false;
    key.expiresMillis = this.#nowMillis() + this.#lifeMillis;
    return true;
  }

  /** @returns false for a key that is not the account's */
  close(account: Account, name: string): boolean {
    const key = this.#keys.get(name);
    if (key?.account !== account) return false;
    this.#forget(name, key);
    for (const session of [...key.topic.sessions]) session.connection.close(1000, "closed");
    return true;
  }

  find(name: string): Topic | undefined {
    return this.#keys.get(name)?.topic;
  }

  /** Ends the keys whose time has come, or all of them. */
  tick(nowMillis: number, all = false): void {
    for (const [name, key] of this.#keys) {
      if (!all && nowMillis < key.expiresMillis) continue;
      key.topic.publish(
        JSON.stringify({ e: "listenKeyExpired", E: nowMillis, listenKey: name }),
      );
      this.#forget(name, key);
    }
  }

  orderChanged(order: ClientOrder, execution: Execution, fill?: OrderFill): void {
    if (!this.#isHeard(order.account)) return;
    const texts = this.#venue === "spot" ? spot : futures;
    this.#tell(order.account, texts.orderText(order, execution, fill));
  }

  accountChanged(
    account: Account,
    assets: readonly string[],
    positions: readonly Position[],
    reason = "ORDER",
  ): void {
    if (!this.#isHeard(account)) return;
    const nowMillis = this.#nowMillis();
    this.#tell(
      account,
      this.#venue === "spot"
        ? spot.accountText(account, assets, nowMillis)
        : futures.accountText(account, assets, positions, reason, nowMillis),
    );
  }

  /** Something was paid in or out other than by trading. */
  balanceChanged(account: Account, asset: string, deltaE8: bigint): void {
    if (!this.#isHeard(account)) return;
    const nowMillis = this.#nowMillis();
    if (this.#venue === "spot") {
      this.#tell(account, spot.balanceText(asset, deltaE8, nowMillis));
      this.accountChanged(account, [asset], []);
    } else this.accountChanged(account, [asset], [], "DEPOSIT");
  }

  #isHeard(account: Account): boolean {
    return this.#byAccount.has(account) || (this.listeners.get(account)?.size ?? 0) > 0;
  }

  #tell(account: Account, text: string): void {
    this.#byAccount.get(account)?.topic.publish(text);
    for (const listener of this.listeners.get(account) ?? []) listener(text);
  }

  #forget(name: string, key: ListenKey): void {
    this.#keys.delete(name);
    this.#byAccount.delete(key.account);
  }
}
