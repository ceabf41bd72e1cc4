/**
 * Where the text of one row of a LOBSTER order book file ends, and what it shares with that of another.
 *
 * Two texts are compared eight bytes at a time, as doubles: of words that consist of digits, commas
 * and minus signs, no two are equal as doubles unless all their bits are.
 *
 * Hot path: no allocation.
 */
import { digitsBefore, isNot } from "./lobster_message.ts";

const ZERO = 0x30;
const CARRIAGE_RETURN = 13;
const NEWLINE = 10;
const WORD_BYTES = 8;
const TOP_BITS = 0x8080_8080 | 0;

/**
 * Bytes that the texts from `oldFrom` and from `from` have in common, in whole words.
 * @param limit the most bytes to look at
 */
export function equalPrefix(
  oldView: DataView,
  oldFrom: number,
  view: DataView,
  from: number,
  limit: number,
): number {
  let i = 0;
  while (
    i + WORD_BYTES <= limit &&
    oldView.getFloat64(oldFrom + i, true) === view.getFloat64(from + i, true)
  ) i += WORD_BYTES;
  return i;
}

/** The same of the texts that end at `oldTo` and at `to`. */
export function equalSuffix(
  oldView: DataView,
  oldTo: number,
  view: DataView,
  to: number,
  limit: number,
): number {
  let i = WORD_BYTES;
  while (
    i <= limit && oldView.getFloat64(oldTo - i, true) === view.getFloat64(to - i, true)
  ) i += WORD_BYTES;
  return i - WORD_BYTES;
}

/** Where the digits that start at `from` end. */
export function digitsEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && (bytes[i] - ZERO) >>> 0 <= 9) i++;
  return i;
}

/** Where the text of the line around `from` ends. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && bytes[i] !== NEWLINE && bytes[i] !== CARRIAGE_RETURN) i++;
  return i;
}

/**
 * {@link lineEnd} for a line that most likely ends among the next eight bytes. Which of them it is, the
 * CPU could only guess if a loop looked for it.
 */
export function lineEndNear(bytes: Uint8Array, view: DataView, from: number): number {
  if (from + 8 > view.byteLength) return lineEnd(bytes, from);
  const marks1 = controlMarks(view.getInt32(from, true));
  const marks2 = controlMarks(view.getInt32(from + 4, true));
  const in1 = isNot(marks1);
  const marks = marks1 | (marks2 & (in1 - 1));
  if (marks === 0) return lineEnd(bytes, from + 8);
  return lineEnd(bytes, from + ((1 - in1) << 2) + digitsBefore(marks));
}

/** The lowest bit set is the top bit of the first byte below 0x20, as those that end a line are. */
function controlMarks(word: number): number {
  return (word - 0x2020_2020) & ~word & TOP_BITS;
}

/** Where the line after the one whose text ends at `at` starts. */
export function nextLine(bytes: Uint8Array, at: number): number {
  return bytes[at] === CARRIAGE_RETURN ? at + 2 : at + 1;
}
