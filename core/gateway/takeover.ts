/**
 * A gateway that takes the place of one that died: trading has orders open, and nobody knows what
 * became of them since. Each is found at the venue under the newest of its names. Of its fills those
 * that trading has booked already are only remembered; the others are told now.
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import { TIF_GTC, TYPE_LIMIT } from "../wire/order.ts";
import type { ClientOrderIds } from "./client_order_ids.ts";
import type { OpenOrder } from "./gateway_plan.ts";
import type { OrderVenue, VenueOrder, VenueTrade } from "./order_venue.ts";
import type { VenueDesk } from "./venue_desk.ts";
import type { VenueInstrument } from "./venue_instrument.ts";
import { WORKING_UNKNOWN, type WorkingOrder } from "./working_order.ts";

/** Names that an order may have had: far more than a session's changes of one order. */
const MOST_GENERATIONS = 10_000;

interface Found {
  readonly seen: VenueOrder;
  readonly trades: readonly VenueTrade[];
}

/** @throws VenueTrouble; nothing has happened then */
export async function takeOver(
  desk: VenueDesk,
  venue: OrderVenue,
  ids: ClientOrderIds,
  instrument: VenueInstrument,
  open: OpenOrder,
): Promise<void> {
  if (desk.ledger.find(open.orderId) !== undefined) return;
  const { orderId, side, priceTicks, qtyLots } = open;
  const found: Found[] = [];
  while (found.length < MOST_GENERATIONS) {
    const clientId = ids.nameOf(orderId, found.length);
    const one = await look(venue, instrument, clientId, side);
    if (one === undefined) break;
    found.push(one);
  }
  const order = desk.ledger.add(orderId, {
    ...{ instrument, clientId: ids.nameOf(orderId), side, priceTicks, qtyLots },
    ...{ type: TYPE_LIMIT, timeInForce: TIF_GTC, selfTrade: 0, flags: 0, displayLots: 0 },
    ...{ stopTicks: NO_PRICE_TICKS, expireMillis: 0 },
  });
  order.state = WORKING_UNKNOWN;
  order.needsLook = true;
  // When it was sent is not known; now is the latest that it can have been.
  order.sentMillis = desk.nowMillis();
  order.dueAt(order.sentMillis);
  for (const [generation, { seen, trades }] of found.entries()) {
    if (generation > 0) goOn(desk, order, seen.clientId, generation);
    order.isAccepted = true;
    order.venueOrderId = seen.venueOrderId;
    let known = open.filledLots - order.bookedLots;
    for (const trade of trades) {
      if (trade.qtyLots > known) desk.keeper.book(order, trade);
      else desk.keeper.remember(order, trade);
      known -= trade.qtyLots;
    }
  }
  const last = found.at(-1);
  if (last !== undefined) desk.keeper.apply(order, last.seen);
}

/** Asks again how an order stands. @throws VenueTrouble */
export async function lookAgain(
  desk: VenueDesk,
  venue: OrderVenue,
  order: WorkingOrder,
): Promise<void> {
  const { instrument, clientId, wanted: { side } } = order;
  const found = await look(venue, instrument, clientId, side);
  if (found === undefined) return;
  for (const trade of found.trades) desk.keeper.book(order, trade);
  desk.keeper.apply(order, found.seen);
}

async function look(
  venue: OrderVenue,
  instrument: VenueInstrument,
  clientId: string,
  side: number,
): Promise<Found | undefined> {
  const seen = await venue.lookUp({ instrument, clientId, venueOrderId: "", side });
  if (seen === undefined) return undefined;
  const { venueOrderId } = seen;
  const trades = seen.filledLots === 0
    ? []
    : await venue.tradesOf({ instrument, clientId, venueOrderId, side });
  return { seen, trades };
}

function goOn(desk: VenueDesk, order: WorkingOrder, clientId: string, generation: number): void {
  order.generation = generation;
  order.earlierLots = order.bookedLots;
  order.toldLots = 0;
  desk.ledger.rename(order, clientId);
}
