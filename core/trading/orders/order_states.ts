/**
 * The states of an order and what each report makes of each: one table, nothing implied.
 *
 * ```text
 *   new ──▶ accepted ──▶ partly filled ──▶ filled
 *    │         │               │
 *    │         ╰──▶ cancel pending ──▶ cancelled      a fill may overtake the cancel, and the
 *    ├──▶ rejected             ╰─────▶ filled         cancel may overtake the acceptance
 *    ╰──▶ unknown ──▶ whatever is found out           expired: as cancelled, by the venue
 * ```
 *
 * A report that no venue should send in a state is *odd*: it is counted, and what it says of money is
 * still believed. An order that is over stays over; a fill that comes after a cancellation is booked.
 */
import {
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../wire/report.ts";

/** Sent, nothing heard yet. */
export const ORDER_NEW = 1;
export const ORDER_ACCEPTED = 2;
export const ORDER_PARTLY_FILLED = 3;
export const ORDER_FILLED = 4;
/** A cancel was sent; the order may still fill. */
export const ORDER_CANCEL_PENDING = 5;
export const ORDER_CANCELLED = 6;
export const ORDER_REJECTED = 7;
export const ORDER_EXPIRED = 8;
/** Nobody knows; counts as open until that is found out. */
export const ORDER_UNKNOWN = 9;

/** By ORDER_* code; 0 = no order. */
export const ORDER_STATE_NAMES = [
  "none",
  "new",
  "accepted",
  "partly filled",
  "filled",
  "cancel pending",
  "cancelled",
  "rejected",
  "expired",
  "unknown",
] as const;
export const ORDER_STATES = ORDER_STATE_NAMES.length;

/** What happens to an order: REPORT_* codes, with fills told apart and our own request added. */
export const ON_ACCEPTED = REPORT_ACCEPTED;
export const ON_REJECTED = REPORT_REJECTED;
/** A fill that leaves something open. */
export const ON_FILL = REPORT_FILLED;
export const ON_CANCELLED = REPORT_CANCELLED;
export const ON_EXPIRED = REPORT_EXPIRED;
export const ON_MODIFIED = REPORT_MODIFIED;
export const ON_CANCEL_REJECTED = REPORT_CANCEL_REJECTED;
export const ON_UNKNOWN = REPORT_UNKNOWN;
/** A fill that leaves nothing open. */
export const ON_LAST_FILL = 9;
/** We ask to cancel. */
export const ON_CANCEL_ASKED = 10;
const EVENTS = 16;

/** Accepted or partly filled, as its fills say. */
const LIVE = ORDER_STATES;
/** Bit of an entry: no venue should send this now. */
const ODD = 32;

/** From a state, in order: accepted, rejected, fill, cancelled, expired, modified, cancel rejected, unknown, last fill, cancel asked. */
type Row = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

const OVER = (state: number): Row => [
  state | ODD,
  state | ODD,
  state | ODD,
  state | ODD,
  state | ODD,
  state | ODD,
  // A cancel that lost its race is answered like this.
  state,
  state | ODD,
  ORDER_FILLED | ODD,
  state | ODD,
];

// deno-fmt-ignore
const ROWS: Readonly<Record<number, Row>> = {
  //                       accepted                    rejected              fill                 cancelled        expired        modified              cancel rejected      unknown        last fill     cancel asked
  [ORDER_NEW]:            [ORDER_ACCEPTED,             ORDER_REJECTED,       ORDER_PARTLY_FILLED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_ACCEPTED | ODD, ORDER_NEW,           ORDER_UNKNOWN, ORDER_FILLED, ORDER_CANCEL_PENDING],
  [ORDER_ACCEPTED]:       [ORDER_ACCEPTED | ODD,       ORDER_REJECTED | ODD, ORDER_PARTLY_FILLED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_ACCEPTED,       ORDER_ACCEPTED,      ORDER_UNKNOWN, ORDER_FILLED, ORDER_CANCEL_PENDING],
  [ORDER_PARTLY_FILLED]:  [ORDER_PARTLY_FILLED | ODD,  ORDER_CANCELLED | ODD, ORDER_PARTLY_FILLED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_PARTLY_FILLED, ORDER_PARTLY_FILLED, ORDER_UNKNOWN, ORDER_FILLED, ORDER_CANCEL_PENDING],
  [ORDER_FILLED]:         OVER(ORDER_FILLED),
  [ORDER_CANCEL_PENDING]: [ORDER_CANCEL_PENDING,       ORDER_REJECTED,       ORDER_CANCEL_PENDING, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_CANCEL_PENDING, LIVE,               ORDER_UNKNOWN, ORDER_FILLED, ORDER_CANCEL_PENDING],
  [ORDER_CANCELLED]:      OVER(ORDER_CANCELLED),
  [ORDER_REJECTED]:       OVER(ORDER_REJECTED),
  [ORDER_EXPIRED]:        OVER(ORDER_EXPIRED),
  [ORDER_UNKNOWN]:        [LIVE,                       ORDER_REJECTED,       ORDER_PARTLY_FILLED, ORDER_CANCELLED, ORDER_EXPIRED, LIVE,                 ORDER_UNKNOWN,       ORDER_UNKNOWN, ORDER_FILLED, ORDER_CANCEL_PENDING],
};

const TRANSITIONS = new Uint8Array(ORDER_STATES * EVENTS);
for (const [state, row] of Object.entries(ROWS)) {
  row.forEach((entry, i) => TRANSITIONS[Number(state) * EVENTS + ON_ACCEPTED + i] = entry);
}

/** The state after `event`. Hot path: no allocation. */
export function nextState(state: number, event: number, hasFills: boolean): number {
  const next = TRANSITIONS[state * EVENTS + event] & ~ODD;
  if (next !== LIVE) return next;
  return hasFills ? ORDER_PARTLY_FILLED : ORDER_ACCEPTED;
}

/** Whether no venue should send `event` in this state. */
export function isOdd(state: number, event: number): boolean {
  return (TRANSITIONS[state * EVENTS + event] & ODD) !== 0;
}

/** The order may still fill, as far as anybody knows. */
export function isOpen(state: number): boolean {
  return state === ORDER_NEW || state === ORDER_ACCEPTED || state === ORDER_PARTLY_FILLED ||
    state === ORDER_CANCEL_PENDING || state === ORDER_UNKNOWN;
}
