/**
 * Where the text of one row of a LOBSTER order book file ends, and what it shares with that of another.
 *
 * Two texts are compared eight bytes at a time, as doubles: of words that consist of digits, commas
 * and minus signs, no two are equal as doubles unless all their bits are.
 *
 * Hot path: no allocation.
 */
const ZERO = 0x30;
const CARRIAGE_RETURN = 13;
const NEWLINE = 10;
const WORD_BYTES = 8;

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

/** Where the line after the one whose text ends at `at` starts. */
export function nextLine(bytes: Uint8Array, at: number): number {
  return bytes[at] === CARRIAGE_RETURN ? at + 2 : at + 1;
}
