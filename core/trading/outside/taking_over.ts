/**
 * A trading stage that takes over from one that died: the kill switch stays thrown, a pause stays,
 * numbers of orders go on, and every account that is opened again gets the position it had. Orders
 * that were open on paper are gone with their exchange; those at a venue are taken over and cancelled.
 * Reports wait until the accounts are there that they are about.
 *
 * Cold.
 */
import {
  GATE_HELD,
  GATE_PAUSED,
  GATE_REDUCE_ONLY,
  type ShownAccount,
  type ShownOrder,
  type ShownTrading,
} from "../account_board.ts";
import type { TradingDesk } from "../trading_desk.ts";

/** Ids that may have been given out after the account board was written last. */
const SKIPPED_IDS = 65_536;

export interface Inheritance {
  /** The dead stage's last state. */
  readonly shown: ShownTrading;
  /** Market messages that it took, and frames that it showed. */
  readonly messages: number;
  readonly frames: number;
  /** INSTRUMENT messages of all that is known. */
  readonly instruments: readonly Int32Array[];
}

export class TakingOver {
  readonly #inheritance: Inheritance;
  readonly #left: Set<ShownAccount>;
  readonly #orders: Set<ShownOrder>;

  constructor(inheritance: Inheritance) {
    this.#inheritance = inheritance;
    this.#left = new Set(inheritance.shown.accounts);
    this.#orders = new Set(inheritance.shown.orders);
  }

  /** Every open order has its account again. */
  get isComplete(): boolean {
    return this.#orders.size === 0;
  }

  /** Gives a new desk what is not any account's. */
  begin(desk: TradingDesk): void {
    const { shown, instruments } = this.#inheritance;
    for (const words of instruments) {
      desk.onMarket(words, new Float64Array(words.buffer), 0);
    }
    const { gate } = desk;
    gate.killedFor = shown.killedFor;
    gate.isPaused = (shown.flags & GATE_PAUSED) !== 0;
    gate.isHeld = (shown.flags & GATE_HELD) !== 0;
    if ((shown.flags & GATE_REDUCE_ONLY) !== 0) gate.setReduceOnly(true);
    desk.orders.skipIds(shown.lastOrderId + SKIPPED_IDS);
    // In their order, so that strategies keep their numbers, and at once: nothing may wait for a frame
    // that does not come.
    for (const { instrumentId } of shown.hosts) desk.beginInstrument(instrumentId);
  }

  /** Gives accounts opened since the last call what the same strategy held in the instrument. */
  restore(desk: TradingDesk, fromAccount: number): void {
    const { portfolio, crew } = desk;
    const { hosts } = this.#inheritance.shown;
    for (let account = fromAccount; account < portfolio.accounts; account++) {
      const instrumentId = portfolio.instrumentOf(account);
      const { planned } = crew.hosts[portfolio.strategyOf(account)];
      const before = [...this.#left].find((each) =>
        each.instrumentId === instrumentId && hosts[each.strategyId]?.planned === planned
      );
      if (before === undefined) continue;
      this.#left.delete(before);
      const { positionLots, averagePriceTicks, realizedQuote, feesQuote, fills } = before;
      portfolio.restore(
        account,
        positionLots,
        averagePriceTicks,
        realizedQuote,
        feesQuote,
        fills,
      );
      this.#adoptOrders(desk, account, before);
    }
  }

  #adoptOrders(desk: TradingDesk, account: number, before: ShownAccount): void {
    for (const order of this.#orders) {
      if (order.strategyId !== before.strategyId || order.instrumentId !== before.instrumentId) {
        continue;
      }
      this.#orders.delete(order);
      if (desk.venue.isOutside !== true) continue;
      const { orderId, side, priceTicks, qtyLots, filledLots } = order;
      desk.orders.adopt(orderId, account, side, priceTicks, qtyLots, filledLots);
    }
    desk.gate.cancelAccount(account);
  }
}
