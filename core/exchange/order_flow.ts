/**
 * The order flow of one simulated instrument, and the matching engine it runs into. Every step is
 * one order event: a limit order, a taker, or a cancel, drawn from the state of the book.
 *
 * ```text
 *   value, imbalance ──▶ which event? ──▶ which side, price, size? ──▶ engine ──▶ its events
 *          ▲                                                             │
 *          └────────────────────────── the book ◀────────────────────────┘
 * ```
 *
 * The flow follows the queue imbalance (takers go where the queue is short, and its owners leave),
 * so that the imbalance predicts the next move, as in real markets (Gould and Bonart, arXiv
 * 1512.03492).
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { OUTCOME_CANCELLED, OUTCOME_RESTING } from "../matching/codes.ts";
import { MatchingEngine } from "../matching/matching_engine.ts";
import type { Draws } from "./draws.ts";
import {
  CANCELLATION,
  EVENT_WEIGHTS,
  FUNDAMENTAL,
  LIQUIDITY,
  type MarketProfile,
  OPENING_BOOK,
  ORDER_SIZES,
  PLACEMENT,
  TAKING,
} from "./parameters.ts";
import { powerLaw, QuantileTable } from "./quantile_table.ts";
import { StandingOrders } from "./standing_orders.ts";
import { TakerSigns } from "./taker_signs.ts";

/** All ids are below 2^32: the high half is unused. */
export const ID_HIGH = 0;

/** Places in the flow's state, an array of doubles so that none is boxed. */
const VALUE = 0;
const IMBALANCE = 1;
/** Value minus mid, in ticks. */
const GAP = 2;

export class OrderFlow {
  readonly engine = new MatchingEngine();
  readonly #draws: Draws;
  readonly #profile: MarketProfile;
  readonly #signs: TakerSigns;
  readonly #sizes = new QuantileTable(ORDER_SIZES);
  readonly #distances = new QuantileTable(
    powerLaw(PLACEMENT.maxDistanceTicks, PLACEMENT.tailOffset, PLACEMENT.tailExponent),
  );
  /** Chance that a cancel goes ahead, by distance from the best price. */
  readonly #cancelChances = cancelChances();
  readonly #bids = new StandingOrders();
  readonly #asks = new StandingOrders();
  readonly #state = new Float64Array(3);
  #nextId = 1;

  constructor(draws: Draws, profile: MarketProfile) {
    this.#draws = draws;
    this.#profile = profile;
    this.#signs = new TakerSigns(draws);
    this.#state[VALUE] = profile.openingTicks;
  }

  /** Puts order number `index` of the opening book in. @returns false once all are there */
  placeOpening(index: number): boolean {
    const { levels, ordersPerLevel } = OPENING_BOOK;
    const distanceTicks = Math.floor(index / (2 * ordersPerLevel));
    if (distanceTicks >= levels) return false;
    const { openingTicks } = this.#profile;
    if ((index & 1) === SIDE_BID) {
      this.#submitLimit(SIDE_BID, openingTicks - distanceTicks, this.#drawLots(distanceTicks));
    } else {
      this.#submitLimit(SIDE_ASK, openingTicks + 1 + distanceTicks, this.#drawLots(distanceTicks));
    }
    return true;
  }

  /** One order event; what came of it is in the engine's events. */
  step(): void {
    this.#lookAround();
    const { limit, take, cancelPerOrder } = EVENT_WEIGHTS;
    const cancel = cancelPerOrder * (this.#bids.count + this.#asks.count);
    const draw = this.#draws.unit() * (limit + take + cancel);
    if (draw < cancel) this.#cancel();
    else if (draw < cancel + take) this.#take();
    else this.#placeLimit(this.#drawLimitSide());
  }

  /**
   * Others who trade in the same book may leave a side thinner than the flow ever does; then this puts
   * one order in, instead of a step.
   * @returns false when both sides are deep enough for {@link step}
   */
  replenish(): boolean {
    const { bids, asks } = this.engine.book;
    if (bids.size >= LIQUIDITY.refillLevels && asks.size >= LIQUIDITY.refillLevels) return false;
    const side = bids.size < asks.size ? SIDE_BID : SIDE_ASK;
    if (!bids.isEmpty && !asks.isEmpty) this.#placeLimit(side);
    else this.#submitLimit(side, this.#reopeningTicks(side), this.#drawLots(0));
    return true;
  }

  /** Where a side that was swept clean begins anew: at the latest trade, unless that would trade. */
  #reopeningTicks(side: number): number {
    const { book, state } = this.engine;
    const other = book.side(side ^ 1);
    const lastTicks = state.lastTicks === NO_PRICE_TICKS
      ? Math.round(this.#state[VALUE])
      : state.lastTicks;
    if (other.isEmpty) return Math.max(1, lastTicks);
    return side === SIDE_BID
      ? Math.max(1, Math.min(lastTicks, other.bestTicks - 1))
      : Math.max(lastTicks, other.bestTicks + 1);
  }

  /** Moves the value on and reads off the book what the flow depends on. */
  #lookAround(): void {
    const { bids, asks } = this.engine.book;
    const { stepTicks, reversion } = FUNDAMENTAL;
    const state = this.#state;
    const pull = reversion * (this.#profile.openingTicks - state[VALUE]);
    state[VALUE] += pull + stepTicks * (2 * this.#draws.unit() - 1);
    state[IMBALANCE] = (bids.bestLots - asks.bestLots) / (bids.bestLots + asks.bestLots);
    state[GAP] = state[VALUE] - (bids.bestTicks + asks.bestTicks) / 2;
  }

  #take(): void {
    const tilt = clamp(FUNDAMENTAL.takeTiltPerTick * this.#state[GAP], FUNDAMENTAL.maxTakeTilt);
    const side = this.#signs.draw(this.#state[IMBALANCE], tilt);
    const makers = this.engine.book.side(side ^ 1);
    if (makers.size < LIQUIDITY.minLevels) this.#placeLimit(side ^ 1);
    else if (this.#signs.isPiece && this.#waits(side)) this.#placeLimit(side);
    else if (this.#draws.unit() < EVENT_WEIGHTS.limitedTake) {
      this.#submitLimit(side, makers.bestTicks, this.#drawLots(0));
    } else {
      this.engine.submitMarket(this.#nextId++, ID_HIGH, side, this.#drawTakerLots(side));
    }
  }

  /** True when a piece of a large order joins its own side's queue rather than take a long one. */
  #waits(side: number): boolean {
    const against = side === SIDE_BID ? -this.#state[IMBALANCE] : this.#state[IMBALANCE];
    return against > TAKING.patienceImbalance && this.#draws.unit() < TAKING.patience;
  }

  /** Never more than the best two prices hold, so that a side cannot run dry. */
  #drawTakerLots(side: number): number {
    const { book } = this.engine;
    const makers = book.side(side ^ 1);
    const lots = this.#drawLots(0);
    const touchLots = makers.bestLots;
    if (lots <= touchLots || this.#draws.unit() < TAKING.withinTouch) {
      return Math.min(lots, touchLots);
    }
    const secondLots = book.queues.levelLots(makers.levelAfter(makers.bestLevel));
    return Math.min(lots, touchLots + secondLots);
  }

  #drawLimitSide(): number {
    const { limitTiltPerTick, maxLimitTilt } = FUNDAMENTAL;
    const tilt = clamp(limitTiltPerTick * this.#state[GAP], maxLimitTilt);
    return this.#draws.unit() < 0.5 + tilt ? SIDE_BID : SIDE_ASK;
  }

  #placeLimit(side: number): void {
    const { bids, asks } = this.engine.book;
    const spreadTicks = asks.bestTicks - bids.bestTicks;
    const improvementTicks = this.#drawImprovement(spreadTicks);
    const distanceTicks = improvementTicks > 0 ? 0 : this.#distances.draw(this.#draws);
    const fromBestTicks = improvementTicks - distanceTicks;
    const priceTicks = side === SIDE_BID
      ? Math.max(1, bids.bestTicks + fromBestTicks)
      : asks.bestTicks - fromBestTicks;
    this.#submitLimit(side, priceTicks, this.#drawLots(distanceTicks));
  }

  /** Ticks by which an order betters its side's best price; 0 = not. */
  #drawImprovement(spreadTicks: number): number {
    if (spreadTicks < 2) return 0;
    const { insideSpread } = PLACEMENT;
    const chance = insideSpread[Math.min(spreadTicks, insideSpread.length + 1) - 2];
    return this.#draws.unit() < chance ? 1 + this.#draws.below(spreadTicks - 1) : 0;
  }

  #drawLots(distanceTicks: number): number {
    const lots = this.#sizes.draw(this.#draws) * this.#profile.sizeFactor;
    return distanceTicks > PLACEMENT.patientDistanceTicks ? 2 * lots : lots;
  }

  #submitLimit(side: number, priceTicks: number, qtyLots: number): void {
    const id = this.#nextId++;
    const outcome = this.engine.submitLimit(id, ID_HIGH, side, priceTicks, qtyLots);
    if (outcome === OUTCOME_RESTING) this.#standing(side).add(id, priceTicks);
  }

  #cancel(): void {
    const tilt = LIQUIDITY.cancelTilt * this.#state[IMBALANCE];
    const askWeight = this.#asks.count * (1 + tilt);
    const bidWeight = this.#bids.count * (1 - tilt);
    const askChance = askWeight / (askWeight + bidWeight);
    const side = this.#draws.unit() < askChance ? SIDE_ASK : SIDE_BID;
    if (this.engine.book.side(side).size >= LIQUIDITY.minLevels) this.#cancelOne(side);
    else this.#placeLimit(side);
  }

  /** Orders that traded in the meantime are refused; they leave the list, and another is picked. */
  #cancelOne(side: number): void {
    const standing = this.#standing(side);
    const bestTicks = this.engine.book.side(side).bestTicks;
    while (standing.count > 0) {
      const index = this.#pickStanding(standing, bestTicks);
      const id = standing.idAt(index);
      standing.drop(index);
      if (this.engine.cancel(id, ID_HIGH) === OUTCOME_CANCELLED) return;
    }
    // Others keep this side deep, and the flow has nothing in it.
    this.#placeLimit(side);
  }

  /** More likely an order near the touch. The fraction of one draw decides whether its whole goes. */
  #pickStanding(standing: StandingOrders, bestTicks: number): number {
    const chances = this.#cancelChances;
    for (let triesLeft = CANCELLATION.tries;;) {
      const place = this.#draws.unit() * standing.count;
      const index = place | 0;
      if (--triesLeft === 0) return index;
      const distanceTicks = Math.abs(standing.priceTicksAt(index) - bestTicks);
      if (place - index < chances[Math.min(distanceTicks, chances.length - 1)]) return index;
    }
  }

  #standing(side: number): StandingOrders {
    return side === SIDE_BID ? this.#bids : this.#asks;
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function cancelChances(): Float64Array {
  const { floor, distanceScaleTicks } = CANCELLATION;
  return Float64Array.from(
    { length: PLACEMENT.maxDistanceTicks },
    (_, distance) => floor + (1 - floor) * Math.exp(-distance / distanceScaleTicks),
  );
}
