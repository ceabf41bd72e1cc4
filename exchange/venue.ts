/**
 * One of the exchange's two venues, spot or USD-M futures: its markets, accounts, limits and streams.
 * The REST routes, the streams and the WebSocket API are ways into it.
 */
import type { Account } from "./accounts/account.ts";
import { Account as VenueAccount } from "./accounts/account.ts";
import { FuturesLedger } from "./accounts/futures_ledger.ts";
import { OrderDesk } from "./accounts/order_desk.ts";
import type { PracticeKey } from "./accounts/practice_keys.ts";
import { SpotLedger } from "./accounts/spot_ledger.ts";
import type { VenueName } from "./listing/listing.ts";
import { MarkPrice } from "./market/mark_price.ts";
import type { Market } from "./market/market.ts";
import { type LimitFigures, OrderCounts, RequestWeights } from "./rest/request_limits.ts";
import { MarketStreams } from "./streams/market_streams.ts";
import { UserStreams } from "./streams/user_streams.ts";

export interface VenueOptions {
  readonly name: VenueName;
  readonly markets: readonly Market[];
  /** Markets of the spot venue, where the futures' index comes from. */
  readonly indexes: ReadonlyMap<string, Market>;
  readonly keys: readonly PracticeKey[];
  readonly limits: LimitFigures;
  readonly fundingMillis: number;
  readonly listenKeyMillis: number;
  readonly seed: number;
  readonly nowMillis: () => number;
}

export class Venue {
  readonly name: VenueName;
  readonly markets: ReadonlyMap<string, Market>;
  readonly marks: ReadonlyMap<string, MarkPrice>;
  readonly accounts = new Map<string, Account>();
  readonly secrets = new Map<string, string>();
  readonly ledger: SpotLedger | FuturesLedger;
  readonly desk: OrderDesk;
  readonly limits: LimitFigures;
  readonly weights: RequestWeights;
  readonly orderCounts = new Map<Account, OrderCounts>();
  readonly users: UserStreams;
  readonly streams: MarketStreams;

  #named = 0;

  constructor(options: VenueOptions) {
    const { name, markets, indexes, keys, limits, nowMillis } = options;
    this.name = name;
    this.markets = new Map(markets.map((market) => [market.listing.symbol, market]));
    this.marks = new Map(
      name === "spot" ? [] : markets.map((market) => {
        const { symbol } = market.listing;
        return [symbol, new MarkPrice(market, indexes.get(symbol), options.fundingMillis)];
      }),
    );
    this.ledger = name === "spot" ? new SpotLedger() : new FuturesLedger(this.markets);
    this.desk = new OrderDesk(this.ledger);
    this.limits = limits;
    this.weights = new RequestWeights(limits.weightPerMinute);
    this.users = new UserStreams(name, options.seed, options.listenKeyMillis, nowMillis);
    this.streams = new MarketStreams(this.markets, this.marks, this.users);
    this.desk.watcher = this.users;
    for (const market of markets) market.owner = this.desk;
    for (const [i, { apiKey, secretKey }] of keys.entries()) {
      const account = new VenueAccount(i + 1, apiKey, nowMillis());
      this.accounts.set(apiKey, account);
      this.secrets.set(apiKey, secretKey);
      this.orderCounts.set(account, new OrderCounts(limits));
    }
  }

  get isSpot(): boolean {
    return this.name === "spot";
  }

  /** Assets that anything here is priced or paid in. */
  get assets(): string[] {
    const listings = [...this.markets.values()].map(({ listing }) => listing);
    const names = listings.flatMap(({ base, quote }) => this.isSpot ? [base, quote] : [quote]);
    return [...new Set(names)];
  }

  /** What an order or a cancel is called that its client did not name. */
  nextName(): string {
    return `practice_${(++this.#named).toString(36).padStart(10, "0")}`;
  }

  /** Pays something in, or out, that does not come from trading. */
  deposit(account: Account, asset: string, e8: bigint): void {
    account.balance(asset).free += e8;
    this.users.balanceChanged(account, asset, e8);
  }

  /** What is due by the clock: streams, funding, dates of orders, dead-man switches. */
  tick(nowMillis: number): void {
    for (const market of this.markets.values()) {
      market.expire(nowMillis);
      market.candles.roll(nowMillis, market.lastTicks);
    }
    for (const mark of this.marks.values()) this.#fund(mark, nowMillis);
    for (const account of this.accounts.values()) this.#checkCountdowns(account, nowMillis);
    this.users.tick(nowMillis);
  }

  #fund(mark: MarkPrice, nowMillis: number): void {
    const { ledger } = this;
    if (!(ledger instanceof FuturesLedger)) return;
    const { listing } = mark.market;
    const { markE8, rateE8 } = mark.read(nowMillis);
    if (!mark.takeFunding(nowMillis)) return;
    const markTicks = Math.round(markE8 / listing.tickE8);
    for (const account of this.accounts.values()) {
      const position = account.positions.get(listing.symbol);
      if (position === undefined || position.lots === 0) continue;
      ledger.fund(account, position, markTicks, rateE8);
      this.users.accountChanged(account, [listing.quote], [], "FUNDING_FEE");
    }
  }

  #checkCountdowns(account: Account, nowMillis: number): void {
    for (const [symbol, dueMillis] of account.countdowns) {
      if (nowMillis < dueMillis) continue;
      account.countdowns.delete(symbol);
      for (const order of account.openOrdersOf(symbol)) this.desk.cancel(order, "", nowMillis);
    }
  }
}
