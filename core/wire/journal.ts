/**
 * The journal entry: all that passed between the trading stage and the world, in its order, each with
 * the place in the input at which trading saw or did it. One slot of 128 bytes in the journal ring and
 * in a session's journal file; little-endian, fields naturally aligned, reserved bytes zero, fields
 * only appended.
 *
 * ```text
 *   trading ──▶ journal ring ──▶ recorder (gating: the file is complete)
 *                            ╰─▶ control plane (lossy: orders, fills and alarms as they happen)
 *
 * offset  field            type   unit, sentinel                                      since
 *      0  kind             u8     template id, JOURNAL_*                              1
 *      1  version          u8     JOURNAL_VERSION                                     1
 *      2  reserved         2      zero                                                1
 *      4  detail           i32    meaning depends on kind; 0 = none                   1
 *      8  journalSequence  f64    1-based                                             1
 *     16  marketSequence   f64    market messages taken by then                       1
 *     24  frameSequence    f64    frames shown by then                                1
 *     32  eventNanos       f64    trading's event time, ns since the epoch            1
 *     40  stampNanos       f64    session clock; the machine's, proves nothing        1
 *     48  strategyId       i32    −1 = none                                           1
 *     52  instrumentId     i32    −1 = none                                           1
 *     56  reserved         8      zero                                                1
 *     64  body             64     COMMAND: core/wire/order.ts; REPORT: report.ts;
 *                                 CONTROL: control.ts; otherwise zero                 1
 * ```
 */
import { assert } from "../base/assert.ts";

export const JOURNAL_VERSION = 1;

/** A command left the risk gate. Body: the command. */
export const JOURNAL_COMMAND = 1;
/** A report was applied. Body: the report. */
export const JOURNAL_REPORT = 2;
/** A control was taken; detail = CONTROL_APPLIED or CONTROL_REFUSED. Body: the control. */
export const JOURNAL_CONTROL = 3;
/**
 * The gate refused something; detail = REASON_*. Of one strategy and reason, the first in every second
 * of event time.
 */
export const JOURNAL_REFUSED = 4;
/** The gate threw its kill switch by itself; detail = REASON_*. */
export const JOURNAL_KILLED = 5;
/** A strategy failed and was stopped. */
export const JOURNAL_FAILED = 6;
/** A stage was replaced; detail = its position in ROLES. Nothing is proved beyond this entry. */
export const JOURNAL_RESTARTED = 7;

/** Details of JOURNAL_CONTROL: refused = there is no such strategy, or no such value. */
export const CONTROL_APPLIED = 0;
export const CONTROL_REFUSED = 1;

/** Names by JOURNAL_* code. */
export const JOURNAL_NAMES = [
  "none",
  "command",
  "report",
  "control",
  "refused",
  "killed",
  "failed",
  "restarted",
] as const;

export const JOURNAL_SLOT_BYTES = 128;
/** Slots of the journal ring: half a megabyte, minutes of a busy maker. */
export const JOURNAL_RING_SLOTS = 4_096;
export const JOURNAL_WORDS = JOURNAL_SLOT_BYTES / 4;

/** Word (i32) offsets. */
/** kind | version << 8. */
export const J_KIND = 0;
export const J_DETAIL = 1;
export const J_STRATEGY = 12;
export const J_INSTRUMENT = 13;
/** Where the body begins. */
export const J_BODY = 16;
/** Double (f64) offsets. */
export const J_SEQUENCE = 1;
export const J_MARKET_SEQUENCE = 2;
export const J_FRAME_SEQUENCE = 3;
export const J_EVENT_NANOS = 4;
export const J_STAMP_NANOS = 5;
/** Where the body begins, in doubles. */
export const J_BODY_DOUBLES = J_BODY / 2;

assert(J_BODY * 4 + 64 === JOURNAL_SLOT_BYTES, "a command, report or control fills the body");

/** Packs the first word of an entry. */
export function packJournal(kind: number): number {
  return kind | (JOURNAL_VERSION << 8);
}
