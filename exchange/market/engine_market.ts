/**
 * A market around a matching engine: clients' orders and the flow's meet in one book.
 *
 * ```text
 *   flow ────┐             ┌─▶ trades, levels
 *            ├─▶ engine ───┤
 *   clients ─┘   events    └─▶ clients' fills, cancels, triggers
 * ```
 */
import { SIDE_BID } from "../../core/base/units.ts";
import * as kinds from "../../core/matching/match_events.ts";
import type { MatchingEngine } from "../../core/matching/matching_engine.ts";
import type { OrderRequest } from "../../core/matching/order_request.ts";
import type { Listing } from "../listing/listing.ts";
import { CLIENT_ID_HIGH, Market } from "./market.ts";

const FIRST_UPDATE_ID = 1_000_000;
const NANOS_PER_MILLI = 1e6;

export class EngineMarket extends Market {
  readonly engine: MatchingEngine;

  constructor(listing: Listing, engine: MatchingEngine, nowMillis: number) {
    super(listing, engine.book, nowMillis, FIRST_UPDATE_ID);
    this.engine = engine;
  }

  override submit(request: OrderRequest): number {
    this.engine.submit(request);
    return this.#refusedCode();
  }

  override modify(orderId: number, priceTicks: number, leavesLots: number): number {
    this.engine.modify(orderId | 0, CLIENT_ID_HIGH, priceTicks, leavesLots);
    return this.#refusedCode();
  }

  override cancel(orderId: number, nowMillis: number): void {
    this.engine.cancel(orderId | 0, CLIENT_ID_HIGH);
    this.tell(nowMillis);
  }

  override expire(nowMillis: number): void {
    if (this.engine.expire(nowMillis * NANOS_PER_MILLI) > 0) this.tell(nowMillis);
  }

  override tell(nowMillis: number): void {
    this.nowMillis = nowMillis;
    const { events } = this.engine;
    for (let i = 0; i < events.count; i++) this.#event(events.kind(i), i);
    this.finish();
  }

  #refusedCode(): number {
    const { events } = this.engine;
    const isRefused = events.count > 0 && events.kind(0) === kinds.MATCH_REJECT;
    return isRefused ? events.code(0) : 0;
  }

  #event(kind: number, i: number): void {
    const { events } = this.engine;
    const isClient = events.idHigh(i) === CLIENT_ID_HIGH;
    switch (kind) {
      case kinds.MATCH_FILL:
        return this.#fill(i);
      case kinds.MATCH_REST:
      case kinds.MATCH_REFILL:
        return this.touch(events.side(i), events.priceTicks(i));
      case kinds.MATCH_CANCEL:
      case kinds.MATCH_REDUCE: {
        this.touch(events.side(i), events.priceTicks(i));
        const isReduced = kind === kinds.MATCH_REDUCE;
        if (!isClient) return;
        const id = events.idLow(i) >>> 0;
        return this.owner?.ended(id, events.qtyLots(i), events.code(i), isReduced);
      }
      case kinds.MATCH_TRIGGER:
        if (isClient) this.owner?.triggered(events.idLow(i) >>> 0);
    }
  }

  #fill(i: number): void {
    const { owner, engine: { events } } = this;
    const priceTicks = events.priceTicks(i);
    const makerSide = events.side(i);
    this.touch(makerSide, priceTicks);
    const trade = this.traded(priceTicks, events.qtyLots(i), makerSide === SIDE_BID);
    if (events.idHigh(i) === CLIENT_ID_HIGH) owner?.filled(events.idLow(i) >>> 0, trade, true);
    if (events.takerHigh(i) === CLIENT_ID_HIGH) {
      owner?.filled(events.takerLow(i) >>> 0, trade, false);
    }
  }
}
