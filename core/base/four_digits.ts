/**
 * Four decimal digits at a time. A word holds four characters as `getInt32(at, true)` reads them, the
 * first in its lowest byte; "bare" means that "0" was taken off every byte, which leaves 0 to 9.
 *
 * Functions this small are always inlined, whatever they are called from.
 *
 * Hot path: no allocation.
 */

/** The bits of {@link nonDigits} that count. */
export const NON_DIGIT_BITS = 0x8080_8080 | 0;

/** The bare word of the four characters at `at`. */
export function bareWord(view: DataView, at: number): number {
  return view.getInt32(at, true) ^ 0x3030_3030;
}

/**
 * Has one of the {@link NON_DIGIT_BITS} set where a byte of a bare word is above 9; its other bits
 * mean nothing. A byte of 0x8a and more carries into the next one, but is marked itself.
 */
export function nonDigits(bare: number): number {
  return bare | (bare + 0x7676_7676);
}

/** The number that the four digits of a bare word make. */
export function fourDigits(bare: number): number {
  return (pairsOf(bare) * (100 << 16 | 1)) >>> 16;
}

/** Two-digit numbers, one in each half. */
function pairsOf(bare: number): number {
  return ((bare * (10 << 8 | 1)) >>> 8) & 0x00ff_00ff;
}
