/**
 * All that happens at one venue: commands in, reports out, every order seen to until it is over.
 *
 * ```text
 *   command ─▶ VenueDesk ─▶ OrderPursuit ─▶ venue          requests and their outcomes
 *   report ◀── OrderKeeper ◀── listener ◀── venue          what the venue says, in whatever order
 *              Reconciler ◀──────────────── venue          all of it compared, at the start and often
 * ```
 */
import type { WallClock } from "../base/clock.ts";
import { NANOS_PER_MILLI, NO_PRICE_TICKS } from "../base/units.ts";
import {
  C_DISPLAY,
  C_EXPIRE,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SIDE,
  C_STOP,
  TIF_GTD,
} from "../wire/order.ts";
import {
  REASON_BAD_ORDER,
  REASON_DUPLICATE_ORDER,
  REASON_STOPPING,
  REASON_TOO_LATE,
  REASON_UNKNOWN_ORDER,
  REPORT_CANCEL_REJECTED,
  REPORT_REJECTED,
} from "../wire/report.ts";
import { type ClientOrderIds, parseClientOrderId } from "./client_order_ids.ts";
import { Countdown } from "./countdown.ts";
import { ExpectedHoldings } from "./expected_holdings.ts";
import { FeeRates } from "./fee_rates.ts";
import type { GatewayCounters } from "./gateway_counters.ts";
import type { Belongings, GatewayPolicy } from "./gateway_plan.ts";
import { InstrumentIntake, type ListedInstrument } from "./instrument_intake.ts";
import type { Notes } from "./notes.ts";
import { OrderKeeper } from "./order_keeper.ts";
import { OrderLedger } from "./order_ledger.ts";
import { OrderPursuit } from "./order_pursuit.ts";
import type { NewOrder, OrderVenue, VenueListener, VenueOrder } from "./order_venue.ts";
import { Reconciler } from "./reconciler.ts";
import type { ReportWriter } from "./report_writer.ts";
import type { VenueInstrument } from "./venue_instrument.ts";
import { takeOver } from "./takeover.ts";
import type { WorkingOrder } from "./working_order.ts";

export interface VenueDeskOptions {
  readonly venue: OrderVenue;
  readonly ids: ClientOrderIds;
  readonly policy: GatewayPolicy;
  readonly reports: ReportWriter;
  readonly counters: GatewayCounters;
  readonly notes: Notes;
  readonly wall: WallClock;
  readonly epochMillis: () => number;
  readonly onRoundTrip: (millis: number) => void;
}

export class VenueDesk implements VenueListener {
  readonly ledger = new OrderLedger();
  readonly holdings: ExpectedHoldings;
  readonly reconciler: Reconciler;
  readonly keeper: OrderKeeper;
  readonly #options: VenueDeskOptions;
  readonly #pursuit: OrderPursuit;
  readonly #fees: FeeRates;
  readonly #countdown: Countdown;
  readonly #instruments = new Map<number, VenueInstrument>();
  readonly #intake: InstrumentIntake;
  /** Nothing new is let out. */
  #isClosed = false;
  #isStreamUp = false;
  #streamLostMillis = Infinity;
  /** It has been lost for so long that nothing new is let out. */
  #isBlind = false;

  constructor(options: VenueDeskOptions) {
    const { venue, reports, counters, wall, onRoundTrip } = options;
    const { ledger } = this;
    const nowMillis = () => wall.nowMillis();
    const note = (text: string) => this.onTrouble(text);
    const holdings = this.holdings = new ExpectedHoldings(venue.isMargined);
    const fees = this.#fees = new FeeRates(venue);
    const goOn = (order: WorkingOrder) => this.#goOn(order);
    const { changesInPlace } = venue;
    const keeper = new OrderKeeper({
      ...{ ledger, reports, holdings, fees, counters, nowMillis, goOn, changesInPlace },
    });
    this.keeper = keeper;
    this.#options = options;
    const onUnheard = () => venue.renewStream("the user stream kept an order's end from us");
    this.#pursuit = new OrderPursuit({
      ...{ venue, keeper, counters, nowMillis, onRoundTrip, note, onUnheard },
    });
    this.#countdown = new Countdown(venue, options.policy.countdownMillis, note);
    this.#intake = new InstrumentIntake({
      begin: (listed, takesOver) => this.#begin(listed, takesOver),
      onTrouble: (text) => {
        counters.add("troubles");
        note(`${venue.name}: ${text}`);
      },
    });
    this.reconciler = new Reconciler({ ...options, desk: this, nowMillis, note });
  }

  get name(): string {
    return this.#options.venue.name;
  }

  get instruments(): readonly VenueInstrument[] {
    return [...this.#instruments.values()];
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  instrument(id: number): VenueInstrument | undefined {
    return this.#instruments.get(id);
  }

  nowMillis(): number {
    return this.#options.wall.nowMillis();
  }

  /** Connects. @throws VenueTrouble */
  async open(): Promise<void> {
    await this.#options.venue.open(this);
  }

  /** All instruments that were taken up are known to the last detail. */
  get isReady(): boolean {
    return this.#instruments.size > 0 && this.#intake.isIdle;
  }

  /** An instrument is traded from now on, as soon as it is known how things stand. */
  takeUp(listed: ListedInstrument, takesOver: Belongings | undefined): void {
    this.#intake.add(listed, takesOver);
  }

  /** @throws VenueTrouble; may be tried again */
  async #begin(listed: ListedInstrument, takesOver: Belongings | undefined): Promise<void> {
    const { venue, wall, ids } = this.#options;
    const { id, symbol, tick, lot } = listed;
    const instrument = venue.define(id, symbol, tick, lot);
    if (instrument === undefined) return this.onTrouble(`${venue.name} does not trade ${symbol}`);
    this.#instruments.set(id, instrument);
    await this.#fees.prepare("BNB", instrument.quote, wall.nowMillis());
    for (const open of takesOver?.orders ?? []) {
      if (open.instrumentId === id) await takeOver(this, venue, ids, instrument, open);
    }
    await this.reconciler.begin(instrument, takesOver);
  }

  submit(words: Int32Array, doubles: Float64Array, at: number, instrument: VenueInstrument): void {
    const d = at >> 1;
    const orderId = doubles[d + C_ORDER_ID];
    const what = words[at + C_SIDE];
    const { ids, counters, epochMillis } = this.#options;
    const expireMillis = doubles[d + C_EXPIRE] === 0
      ? 0
      : Math.ceil(epochMillis() + doubles[d + C_EXPIRE] / NANOS_PER_MILLI);
    const order: NewOrder = {
      instrument,
      clientId: ids.nameOf(orderId),
      side: what & 0xff,
      type: (what >>> 8) & 0xff,
      timeInForce: (what >>> 16) & 0xff,
      selfTrade: what >>> 24,
      flags: words[at + C_KIND] >>> 16,
      priceTicks: words[at + C_PRICE],
      stopTicks: words[at + C_STOP],
      qtyLots: doubles[d + C_QTY],
      displayLots: doubles[d + C_DISPLAY],
      expireMillis,
    };
    const reason = this.#reasonAgainst(orderId, order);
    if (reason !== 0) {
      counters.add("heldBack");
      this.#answer(REPORT_REJECTED, orderId, instrument.id, reason);
      return;
    }
    const working = this.ledger.add(orderId, order);
    if (order.timeInForce === TIF_GTD) {
      working.expireMillis = expireMillis;
      working.dueAt(expireMillis);
    }
    void this.#pursuit.send(working);
  }

  cancel(orderId: number, instrumentId: number): void {
    const order = this.ledger.find(orderId);
    if (order === undefined || order.isOver) {
      const reason = order === undefined ? REASON_UNKNOWN_ORDER : REASON_TOO_LATE;
      return this.#answer(REPORT_CANCEL_REJECTED, orderId, instrumentId, reason);
    }
    order.owesCancel = true;
    this.#unwant(order);
  }

  modify(orderId: number, instrumentId: number, priceTicks: number, qtyLots: number): void {
    const order = this.ledger.find(orderId);
    if (order === undefined || order.isOver || order.isUnwanted || this.#isClosed) {
      const reason = order === undefined ? REASON_UNKNOWN_ORDER : REASON_TOO_LATE;
      return this.#answer(REPORT_CANCEL_REJECTED, orderId, instrumentId, reason);
    }
    order.changes.push({
      priceTicks: priceTicks === NO_PRICE_TICKS ? order.priceTicks : priceTicks,
      qtyLots,
    });
    void this.#pursuit.change(order);
  }

  /** @param instrumentId −1 = all */
  cancelAll(instrumentId: number): void {
    for (const order of this.ledger.open) {
      if (instrumentId < 0 || order.instrument.id === instrumentId) this.#unwant(order);
    }
  }

  /** Lets nothing new out any more. */
  closeFor(): void {
    this.#isClosed = true;
  }

  /** Cancels an order that is open at the venue though we have no use for it. */
  async cancelStray(seen: VenueOrder): Promise<void> {
    const { instrument, clientId, venueOrderId, side } = seen;
    await this.#options.venue.cancel({ instrument, clientId, venueOrderId, side });
  }

  /** Sees to whatever is due. @returns how much was */
  tend(nowMillis: number): number {
    const { policy, venue } = this.#options;
    let work = 0;
    const open = new Set<VenueInstrument>();
    for (const order of this.ledger.open) {
      open.add(order.instrument);
      if (order.expireMillis <= nowMillis && !order.isUnwanted) {
        order.isExpiring = true;
        this.#unwant(order);
      }
      if (order.dueMillis > nowMillis) continue;
      work++;
      void this.#pursuit.tend(order);
    }
    if (!this.#isBlind && nowMillis - this.#streamLostMillis > policy.disconnectMillis) {
      this.#isBlind = true;
      if (policy.onDisconnect === "cancel") {
        this.onTrouble(`${this.name}: the user stream is lost, open orders are cancelled`);
        this.cancelAll(-1);
      }
    }
    this.#countdown.tend(nowMillis, open, this.instruments);
    this.#fees.tend(nowMillis);
    venue.tend();
    this.reconciler.tend(nowMillis);
    return work;
  }

  onOrder(seen: VenueOrder): void {
    const order = this.ledger.named(seen.clientId);
    if (order !== undefined) this.keeper.apply(order, seen);
    else this.reconciler.onStranger(seen);
  }

  onStream(isUp: boolean): void {
    const { wall, counters } = this.#options;
    if (isUp && !this.#isStreamUp) {
      if (this.#streamLostMillis < Infinity) counters.add("reconnects");
      this.#streamLostMillis = Infinity;
      this.#isBlind = false;
      // Whatever was told in between is lost.
      this.reconciler.soon();
    }
    if (!isUp && this.#isStreamUp) this.#streamLostMillis = wall.nowMillis();
    this.#isStreamUp = isUp;
  }

  onTrouble(text: string): void {
    this.#options.notes.add(text, this.#options.wall.nowMillis());
  }

  onClock(offsetMillis: number, isCorrection: boolean): void {
    this.#options.counters.set("clockOffsetMillis", offsetMillis);
    if (isCorrection) this.#options.counters.add("clockCorrections");
  }

  /** Whatever it takes: it is to be over. */
  #unwant(order: WorkingOrder): void {
    if (order.isUnwanted && order.isCancelling) return;
    order.isUnwanted = true;
    void this.#pursuit.cancel(order);
  }

  /** What was cancelled to make room is sent again, as it is wanted now. */
  #goOn(order: WorkingOrder): boolean {
    const [change] = order.changes;
    if (!order.isChanging || order.isUnwanted || this.#isClosed || change === undefined) {
      return false;
    }
    if (this.#options.venue.changesInPlace || change.qtyLots <= order.bookedLots) return false;
    order.earlierLots = order.bookedLots;
    order.toldLots = 0;
    order.venueOrderId = "";
    order.end = undefined;
    order.state = 0;
    order.generation++;
    order.isReplacing = true;
    this.ledger.rename(order, this.#options.ids.nameOf(order.orderId, order.generation));
    void this.#pursuit.send(order);
    return true;
  }

  #reasonAgainst(orderId: number, order: NewOrder): number {
    if (this.#isClosed || !this.reconciler.knows(order.instrument)) return REASON_STOPPING;
    // Without its fills an order is flown blind.
    if (this.#isBlind) return REASON_STOPPING;
    if (this.ledger.find(orderId) !== undefined) return REASON_DUPLICATE_ORDER;
    const named = parseClientOrderId(order.clientId);
    return named?.orderId === orderId ? 0 : REASON_BAD_ORDER;
  }

  #answer(kind: number, orderId: number, instrumentId: number, reason: number): void {
    this.#options.reports.write({ kind, orderId, instrumentId, reason });
  }
}
