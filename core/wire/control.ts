/**
 * The control message: what an operator, the supervisor or a watchdog asks of the trading stage. One
 * slot of 64 bytes in the control ring, little-endian, fields naturally aligned, reserved bytes zero,
 * fields only appended.
 *
 * ```text
 *   API · CLI · signal · file · supervisor ──▶ control ring ──▶ trading ──▶ journal (when it saw it)
 *
 * offset  field          type   unit, sentinel                                        since
 *      0  kind           u8     template id, CONTROL_*                                1
 *      1  version        u8     CONTROL_VERSION                                       1
 *      2  actor          u16    ACTOR_*: who asks                                     1
 *      4  controlId      i32    1-based, counted by the sender                        1
 *      8  strategyId     i32    −1 = all                                              1
 *     12  instrumentId   i32    −1 = all                                              1
 *     16  sentNanos      f64    session clock when it was asked                       1
 *     24  parameter      i32    SET_PARAMETER: position in the strategy's schema;     1
 *                               HOLD: see there
 *     28  reserved       4      zero                                                  1
 *     32  value          f64    SET_PARAMETER: the number, or the choice's position   1
 *     40  reserved       24     zero                                                  1
 * ```
 *
 * Trading applies a control between two messages of its input and journals which; a replay applies it
 * at the same place, so what an operator did is part of what is proved.
 */
export const CONTROL_VERSION = 1;

/** Nothing new is sent; what is open stays, positions stay. Reductions are let out. */
export const CONTROL_PAUSE = 1;
/** Ends a pause; not a kill. */
export const CONTROL_RESUME = 2;
/** Cancels what is open and closes positions; trading goes on afterwards unless paused. */
export const CONTROL_FLATTEN = 3;
/** Cancels everything and lets nothing out any more (limits say whether positions are closed). Latched. */
export const CONTROL_KILL = 4;
/** Cancels what is open. */
export const CONTROL_CANCEL_ALL = 5;
/** From now on only what reduces a position is let out. */
export const CONTROL_REDUCE_ONLY = 6;
/** Ends {@link CONTROL_REDUCE_ONLY}. */
export const CONTROL_FULL = 7;
/** Ends one strategy: its onStop is called and its orders are cancelled. */
export const CONTROL_STOP_STRATEGY = 8;
/** Begins a strategy that was stopped anew, with its current parameters. */
export const CONTROL_START_STRATEGY = 9;
/** Another value of a strategy's parameter; the strategy is made anew with it. */
export const CONTROL_SET_PARAMETER = 10;
/**
 * The supervisor's pause, while a stage is being replaced: held until {@link CONTROL_RELEASE}.
 * parameter: the stage's position in ROLES + 1; 0 = none is.
 */
export const CONTROL_HOLD = 11;
export const CONTROL_RELEASE = 12;
/** Ends a kill: by a person only, after whatever caused it is understood. */
export const CONTROL_REARM = 13;

/** Names by CONTROL_* code, as API and journal show them. */
export const CONTROL_NAMES = [
  "none",
  "pause",
  "resume",
  "flatten",
  "kill",
  "cancel-all",
  "reduce-only",
  "full",
  "stop-strategy",
  "start-strategy",
  "set-parameter",
  "hold",
  "release",
  "rearm",
] as const;

export const ACTOR_API = 1;
export const ACTOR_SIGNAL = 2;
export const ACTOR_FILE = 3;
export const ACTOR_SUPERVISOR = 4;
export const ACTOR_CLI = 5;
/** Names by ACTOR_* code. */
export const ACTOR_NAMES = ["none", "api", "signal", "file", "supervisor", "cli"] as const;

export const CONTROL_SLOT_BYTES = 64;
/** Slots of the control ring: more than any person or watchdog asks before trading looks again. */
export const CONTROL_RING_SLOTS = 256;
export const CONTROL_WORDS = CONTROL_SLOT_BYTES / 4;

/** Word (i32) offsets. */
/** kind | version << 8 | actor << 16. */
export const K_KIND = 0;
export const K_ID = 1;
export const K_STRATEGY = 2;
export const K_INSTRUMENT = 3;
export const K_PARAMETER = 6;
/** Double (f64) offsets. */
export const K_SENT_NANOS = 2;
export const K_VALUE = 4;

/** Packs the first word of a control message. */
export function packControl(kind: number, actor: number): number {
  return kind | (CONTROL_VERSION << 8) | (actor << 16);
}
