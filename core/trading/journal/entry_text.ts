/** Entries of a journal as people read them: one line each. */
import { NO_PRICE_TICKS, SIDE_BID } from "../../base/units.ts";
import {
  ACTOR_NAMES,
  CONTROL_NAMES,
  K_KIND,
  K_PARAMETER,
  K_STRATEGY,
  K_VALUE,
} from "../../wire/control.ts";
import {
  J_BODY,
  J_BODY_DOUBLES,
  J_DETAIL,
  J_EVENT_NANOS,
  J_FRAME_SEQUENCE,
  J_INSTRUMENT,
  J_KIND,
  J_MARKET_SEQUENCE,
  J_STRATEGY,
  JOURNAL_COMMAND,
  JOURNAL_CONTROL,
  JOURNAL_KILLED,
  JOURNAL_NAMES,
  JOURNAL_REFUSED,
  JOURNAL_REPORT,
  JOURNAL_WORDS,
} from "../../wire/journal.ts";
import { C_KIND, C_ORDER_ID, C_PRICE, C_QTY, C_SIDE, COMMAND_NEW } from "../../wire/order.ts";
import {
  R_FEE,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  REPORT_FILLED,
} from "../../wire/report.ts";
import { reasonName } from "../risk/reasons.ts";

const COMMAND_NAMES = ["none", "new", "cancel", "modify", "cancel-all"] as const;
const REPORT_NAMES = [
  "none",
  "accepted",
  "rejected",
  "filled",
  "cancelled",
  "expired",
  "modified",
  "cancel rejected",
  "unknown",
  "funding",
  "position",
] as const;

/** An entry's numbers, as a program reads them. */
export interface EntryFields {
  readonly kind: string;
  readonly market: number;
  readonly frame: number;
  readonly eventNanos: number;
  readonly strategyId: number;
  readonly instrumentId: number;
  /** What it says, for people. */
  readonly text: string;
}

/** @param words of one entry @param symbolOf names instruments */
export function entryFields(
  words: Int32Array,
  symbolOf: (instrumentId: number) => string,
): EntryFields {
  const doubles = new Float64Array(words.buffer, words.byteOffset, JOURNAL_WORDS / 2);
  const instrumentId = words[J_INSTRUMENT];
  const kind = words[J_KIND] & 0xff;
  return {
    kind: JOURNAL_NAMES[kind] ?? `kind ${kind}`,
    market: doubles[J_MARKET_SEQUENCE],
    frame: doubles[J_FRAME_SEQUENCE],
    eventNanos: doubles[J_EVENT_NANOS],
    strategyId: words[J_STRATEGY],
    instrumentId,
    text: textOf(kind, words, doubles, instrumentId < 0 ? "" : symbolOf(instrumentId)),
  };
}

/** "frame 12, message 340: command new …" */
export function entryLine({ kind, market, frame, text }: EntryFields): string {
  return `frame ${frame}, message ${market}: ${kind} ${text}`.trimEnd();
}

function textOf(kind: number, words: Int32Array, doubles: Float64Array, symbol: string): string {
  switch (kind) {
    case JOURNAL_COMMAND:
      return commandText(words, doubles, symbol);
    case JOURNAL_REPORT:
      return reportText(words, doubles, symbol);
    case JOURNAL_CONTROL:
      return controlText(words, doubles);
    case JOURNAL_REFUSED:
    case JOURNAL_KILLED:
      return `${reasonName(words[J_DETAIL])} strategy ${words[J_STRATEGY]}`;
    default:
      return `strategy ${words[J_STRATEGY]} detail ${words[J_DETAIL]}`;
  }
}

function commandText(words: Int32Array, doubles: Float64Array, symbol: string): string {
  const kind = words[J_BODY + C_KIND] & 0xff;
  const id = doubles[J_BODY_DOUBLES + C_ORDER_ID];
  const name = `${COMMAND_NAMES[kind] ?? kind} order ${id} ${symbol} of strategy ` +
    words[J_STRATEGY];
  if (kind === COMMAND_NEW) {
    const side = (words[J_BODY + C_SIDE] & 0xff) === SIDE_BID ? "buy" : "sell";
    return `${name} ${side} ${doubles[J_BODY_DOUBLES + C_QTY]} lots at ` +
      priceText(words[J_BODY + C_PRICE]);
  }
  const price = words[J_BODY + C_PRICE];
  return price === NO_PRICE_TICKS
    ? name
    : `${name} to ${doubles[J_BODY_DOUBLES + C_QTY]} lots at ${priceText(price)}`;
}

function reportText(words: Int32Array, doubles: Float64Array, symbol: string): string {
  const kind = words[J_BODY + R_KIND] & 0xff;
  const name = `${REPORT_NAMES[kind] ?? kind} order ${
    doubles[J_BODY_DOUBLES + R_ORDER_ID]
  } ${symbol}`;
  if (kind === REPORT_FILLED) {
    return `${name} ${doubles[J_BODY_DOUBLES + R_QTY]} lots at ${
      priceText(words[J_BODY + R_PRICE])
    }, ${doubles[J_BODY_DOUBLES + R_LEAVES]} left, fee ${doubles[J_BODY_DOUBLES + R_FEE]}`;
  }
  const reason = words[J_BODY + R_REASON];
  return reason === 0 ? name : `${name} (${reasonName(reason)})`;
}

function controlText(words: Int32Array, doubles: Float64Array): string {
  const kind = words[J_BODY + K_KIND] & 0xff;
  const actor = words[J_BODY + K_KIND] >>> 16;
  const strategyId = words[J_BODY + K_STRATEGY];
  const whom = strategyId < 0 ? "" : ` strategy ${strategyId}`;
  const parameter = words[J_BODY + K_PARAMETER];
  const what = parameter === 0 && doubles[J_BODY_DOUBLES + K_VALUE] === 0
    ? ""
    : ` parameter ${parameter} value ${doubles[J_BODY_DOUBLES + K_VALUE]}`;
  return `${CONTROL_NAMES[kind] ?? kind} by ${ACTOR_NAMES[actor] ?? actor}${whom}${what}`;
}

function priceText(ticks: number): string {
  return ticks === NO_PRICE_TICKS ? "the market" : `${ticks} ticks`;
}
