/**
 * Compares all that we believe with all that the venue says: at the start, after the user stream was
 * away, and every few seconds. What differs is put right by reports, counted, and said.
 *
 * ```text
 *   open orders   ours and open here, not there     ─▶ looked up
 *                 ours and open there, over here    ─▶ seen twice: cancelled
 *                 of an earlier session             ─▶ by policy
 *                 somebody else's                   ─▶ told, and left alone unless asked
 *   holdings      differ, the same three times while nothing of ours moved  ─▶ POSITION report
 * ```
 *
 * Our own fills overtake such a comparison all the time; so it only counts when nothing was booked
 * while it ran, and an order counts as missing only if it was open before the question was asked.
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import { REASON_DIFFERED, REASON_NONE } from "../wire/report.ts";
import { type ClientOrderIds, parseClientOrderId } from "./client_order_ids.ts";
import { positionOf } from "./expected_holdings.ts";
import type { GatewayCounters } from "./gateway_counters.ts";
import type { Belongings, GatewayPolicy } from "./gateway_plan.ts";
import { type Holdings, type OrderVenue, type VenueOrder, VenueTrouble } from "./order_venue.ts";
import { pauseMillis } from "./pause.ts";
import { lookAgain } from "./takeover.ts";
import type { VenueDesk } from "./venue_desk.ts";
import type { VenueInstrument } from "./venue_instrument.ts";
import { WORKING_OPEN, WORKING_SENT, type WorkingOrder } from "./working_order.ts";

/** A difference is believed when it was found so often in a row. */
const TIMES_BELIEVED = 3;
/** The end of an order that is not listed any more may be on its way to us. */
const HEARING_MILLIS = 100;
/** Time between looks at a difference. */
const AGAIN_MILLIS = 200;

export interface ReconcilerOptions {
  readonly desk: VenueDesk;
  readonly venue: OrderVenue;
  readonly ids: ClientOrderIds;
  readonly policy: GatewayPolicy;
  readonly counters: GatewayCounters;
  readonly nowMillis: () => number;
  readonly note: (text: string) => void;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #begun = new Set<VenueInstrument>();
  /** Passes that found everything as it should be, in a row. */
  agreements = 0;
  #dueMillis = Infinity;
  #isBusy = false;
  #tries = 0;
  /** The difference that was found last, as text, and how often. */
  #difference = "";
  #times = 0;
  /** Names of orders that should not be open, seen once. */
  #suspects = new Set<string>();
  readonly #foreign = new Map<number, number>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /**
   * The first look at an instrument: what is held is told to trading. @throws VenueTrouble
   * @param takesOver what trading has already
   */
  async begin(instrument: VenueInstrument, takesOver: Belongings | undefined): Promise<void> {
    const { desk, policy, nowMillis } = this.#options;
    await this.#orders(instrument);
    const held = await this.#heldNow(instrument);
    // Fills that were found while taking over have been told by now.
    const ownLots = lotsOf(instrument, takesOver) + desk.holdings.positionLots(instrument);
    desk.holdings.begin(instrument, held, policy.openings === "adopt" ? undefined : ownLots);
    const lots = desk.holdings.positionLots(instrument);
    if (lots !== 0 || takesOver !== undefined) this.#tellOpening(instrument, held, lots);
    this.#begun.add(instrument);
    this.#dueMillis = nowMillis() + policy.reconcileMillis;
  }

  /** Holdings of a moment at which no fill of ours was on its way to us. */
  async #heldNow(instrument: VenueInstrument): Promise<Holdings> {
    const { desk, venue } = this.#options;
    for (;;) {
      const { version } = desk.ledger;
      const held = await venue.holdings();
      for (const order of desk.ledger.open) {
        if (order.instrument === instrument) await lookAgain(desk, venue, order);
      }
      if (desk.ledger.version === version) return held;
    }
  }

  /** It is known how things stand in an instrument. */
  knows(instrument: VenueInstrument): boolean {
    return this.#begun.has(instrument);
  }

  /** Does not wait for the next pass. */
  soon(): void {
    if (this.#begun.size > 0) this.#dueMillis = 0;
  }

  tend(nowMillis: number): void {
    if (this.#isBusy || nowMillis < this.#dueMillis) return;
    void this.#pass();
  }

  /** The stream tells of an order that we did not send. */
  onStranger(seen: VenueOrder): void {
    if (seen.status !== "open") return;
    // What lies behind it is told by the next pass.
    if (parseClientOrderId(seen.clientId) === undefined) this.#sayForeign(seen);
  }

  async #pass(): Promise<void> {
    const { desk, counters, policy, note, nowMillis } = this.#options;
    this.#isBusy = true;
    try {
      let differs = false;
      for (const instrument of this.#begun) {
        if (await this.#orders(instrument)) differs = true;
      }
      if (await this.#holdings()) differs = true;
      counters.add("reconciled");
      this.agreements = differs ? 0 : this.agreements + 1;
      this.#tries = 0;
      this.#dueMillis = nowMillis() + (differs ? AGAIN_MILLIS : policy.reconcileMillis);
    } catch (thrown) {
      if (!(thrown instanceof VenueTrouble)) throw thrown;
      counters.add("troubles");
      note(`${desk.name}: cannot be compared with now (${thrown.message})`);
      this.#dueMillis = nowMillis() + Math.max(thrown.waitMillis, pauseMillis(this.#tries++));
    } finally {
      this.#isBusy = false;
    }
  }

  /** @returns whether something is not as it should be */
  async #orders(instrument: VenueInstrument): Promise<boolean> {
    const { desk, venue, nowMillis } = this.#options;
    const before = [...desk.ledger.open].filter((order) =>
      order.instrument === instrument && order.state !== WORKING_SENT
    ).map((order) => [order, order.clientId] as const);
    const seen = await venue.openOrders(instrument);
    const names = new Set(seen.map(({ clientId }) => clientId));
    let differs = false;
    for (const order of seen) if (await this.#openThere(order)) differs = true;
    for (const name of this.#suspects) if (!names.has(name)) this.#suspects.delete(name);
    this.#foreign.set(instrument.id, seen.filter((order) => this.#isForeign(order)).length);
    this.#countForeign();
    for (const [order, clientId] of before) {
      if (names.has(clientId) || !isStillOpen(order, clientId)) continue;
      differs = true;
      order.needsLook = true;
      order.isUnheard = true;
      order.dueAt(nowMillis() + HEARING_MILLIS);
    }
    return differs;
  }

  /** An order that is open at the venue. @returns whether it should not be */
  async #openThere(seen: VenueOrder): Promise<boolean> {
    const { desk, ids, policy, note } = this.#options;
    const order = desk.ledger.named(seen.clientId);
    if (order !== undefined && !order.isOver && order.clientId === seen.clientId) {
      desk.keeper.apply(order, seen);
      return false;
    }
    const named = parseClientOrderId(seen.clientId);
    if (named === undefined) {
      if (policy.foreignOrders === "leave") this.#sayForeign(seen);
      else await this.#cancelStray(seen, "somebody else's");
      return policy.foreignOrders !== "leave";
    }
    if (named.session !== ids.session) {
      if (policy.earlierOrders === "leave") {
        note(`${desk.name}: order ${seen.clientId} of an earlier session is left alone`);
        return false;
      }
      await this.#cancelStray(seen, "of an earlier session");
      return true;
    }
    // The answer may be older than the end that we heard of: only believed when it is seen again.
    if (this.#suspects.has(seen.clientId)) await this.#cancelStray(seen, "not wanted any more");
    else this.#suspects.add(seen.clientId);
    return true;
  }

  async #cancelStray(seen: VenueOrder, what: string): Promise<void> {
    const { desk, counters, note } = this.#options;
    counters.add("differences");
    note(`${desk.name}: order ${seen.clientId} is open and ${what}: cancelled`);
    await desk.cancelStray(seen);
  }

  async #holdings(): Promise<boolean> {
    const { desk, venue, counters, note } = this.#options;
    const { version } = desk.ledger;
    if (!isQuiet(desk) || desk.instruments.length !== this.#begun.size) return false;
    const held = await venue.holdings();
    if (desk.ledger.version !== version || !isQuiet(desk)) return false;
    const wrong = desk.instruments.map((instrument) =>
      [instrument, desk.holdings.missingLots(instrument, held)] as const
    ).filter(([, lots]) => lots !== 0);
    const cash = desk.holdings.missingCash(desk.instruments, held);
    if (wrong.length === 0 && cash.size === 0) {
      this.#times = 0;
      return false;
    }
    const difference = [
      ...wrong.map(([{ symbol, qty }, lots]) => `${lots * qty.unit} of ${symbol}`),
      ...[...cash].map(([asset, amount]) => `${amount.toFixed(4)} ${asset}`),
    ].join(", ");
    this.#times = difference === this.#difference ? this.#times + 1 : 1;
    this.#difference = difference;
    if (this.#times < TIMES_BELIEVED) return true;
    this.#times = 0;
    counters.add("differences");
    note(`${desk.name} holds ${difference} more than our fills make: accepted`);
    desk.holdings.accept(desk.instruments, held);
    for (const [instrument] of wrong) {
      const lots = desk.holdings.positionLots(instrument);
      desk.keeper.tellPosition(instrument.id, lots, NO_PRICE_TICKS, REASON_DIFFERED);
    }
    return true;
  }

  #tellOpening(instrument: VenueInstrument, held: Holdings, lots: number): void {
    const { desk, venue } = this.#options;
    const { entryPrice } = positionOf(instrument, held, venue.isMargined);
    const priceTicks = entryPrice > 0
      ? Math.round(entryPrice / instrument.price.unit)
      : NO_PRICE_TICKS;
    desk.keeper.tellPosition(instrument.id, lots, priceTicks, REASON_NONE);
  }

  #sayForeign(seen: VenueOrder): void {
    const { desk, note } = this.#options;
    note(
      `${desk.name}: order ${seen.clientId} in ${seen.instrument.symbol} is not ours: left alone`,
    );
  }

  #isForeign({ clientId }: VenueOrder): boolean {
    return parseClientOrderId(clientId) === undefined;
  }

  #countForeign(): void {
    let count = 0;
    for (const some of this.#foreign.values()) count += some;
    this.#options.counters.set("foreignOrders", count);
  }
}

/** What trading has in an instrument. */
function lotsOf({ id }: VenueInstrument, takesOver: Belongings | undefined): number {
  let lots = 0;
  for (const { instrumentId, positionLots } of takesOver?.accounts ?? []) {
    if (instrumentId === id) lots += positionLots;
  }
  return lots;
}

function isStillOpen(order: WorkingOrder, clientId: string): boolean {
  return !order.isOver && order.clientId === clientId && !order.isBusy;
}

/** Nothing is on its way that would change what we hold. */
function isQuiet({ ledger }: VenueDesk): boolean {
  for (const order of ledger.open) {
    if (order.state !== WORKING_OPEN || order.missingLots > 0) return false;
  }
  return true;
}
