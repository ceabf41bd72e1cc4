/**
 * NASDAQ TotalView-ITCH 5.0, as far as Millrace reads it (Nasdaq, "TotalView-ITCH 5.0", sections 1.1
 * to 1.10). Big-endian, packed; offsets count from the type byte.
 *
 * ```text
 *   every message   0 type u8 · 1 stock locate u16 · 3 tracking u16 · 5 nanoseconds since midnight u48
 *   A F  add        11 order u64 · 19 side "B" "S" · 20 shares u32 · 24 stock 8×ASCII · 32 price u32
 *   E    executed   11 order u64 · 19 shares u32 · 23 match u64
 *   C    executed   … · 31 printable "Y" "N" · 32 price u32
 *   X    cancelled  11 order u64 · 19 shares u32
 *   D    deleted    11 order u64
 *   U    replaced   11 old order u64 · 19 new order u64 · 27 shares u32 · 31 price u32
 *   P    trade      11 order u64 · 19 side · 20 shares u32 · 24 stock · 32 price u32 · 36 match u64
 *   Q    cross      11 shares u64 · 19 stock · 27 price u32 · 31 match u64 · 39 cross type
 *   H    action     11 stock · 19 state "H" "P" "Q" "T" · 21 reason 4×ASCII
 * ```
 *
 * Prices have four decimals. In a file each message follows its length as u16; in some files all
 * lengths are zero, and the type tells where a message ends.
 */

/** Bytes of the length in front of a message. */
export const PREFIX_BYTES = 2;
export const PRICE_DECIMALS = 4;
export const ONE_DOLLAR = 10_000;
export const CENT = 100;

/** Every type's code, size in bytes with the type byte, and name in the specification. */
export const ITCH_TYPES: readonly (readonly [code: string, bytes: number, name: string])[] = [
  ["S", 12, "System Event"],
  ["R", 39, "Stock Directory"],
  ["H", 25, "Stock Trading Action"],
  ["Y", 20, "Reg SHO Short Sale Price Test Restricted Indicator"],
  ["L", 26, "Market Participant Position"],
  ["V", 35, "MWCB Decline Level"],
  ["W", 12, "MWCB Status"],
  ["K", 28, "IPO Quoting Period Update"],
  ["J", 35, "Limit Up – Limit Down Auction Collar"],
  ["h", 21, "Operational Halt"],
  ["A", 36, "Add Order – No MPID Attribution"],
  ["F", 40, "Add Order with MPID Attribution"],
  ["E", 31, "Order Executed"],
  ["C", 36, "Order Executed With Price"],
  ["X", 23, "Order Cancel"],
  ["D", 19, "Order Delete"],
  ["U", 35, "Order Replace"],
  ["P", 44, "Trade (Non-Cross)"],
  ["Q", 40, "Cross Trade"],
  ["B", 19, "Broken Trade"],
  ["I", 50, "Net Order Imbalance Indicator"],
  ["N", 20, "Retail Price Improvement Indicator"],
  ["O", 48, "Direct Listing With Capital Raise Price Discovery"],
];

/** Size by type byte; 0 = no such type. */
export const BYTES_BY_TYPE = new Uint8Array(256);
for (const [code, bytes] of ITCH_TYPES) BYTES_BY_TYPE[code.charCodeAt(0)] = bytes;

export const TYPE_ADD = 0x41;
export const TYPE_ADD_ATTRIBUTED = 0x46;
export const TYPE_EXECUTED = 0x45;
export const TYPE_EXECUTED_AT = 0x43;
export const TYPE_CANCEL = 0x58;
export const TYPE_DELETE = 0x44;
export const TYPE_REPLACE = 0x55;
export const TYPE_TRADE = 0x50;
export const TYPE_CROSS = 0x51;
export const TYPE_ACTION = 0x48;

const AT_NANOS_HIGH = 5;
const AT_NANOS_LOW = 7;
const TWO_32 = 0x1_0000_0000;
const DAY_NANOS = 86_400e9;

/** True when the bytes start with a known message, framed by its length or by zero, of a time of day. */
export function looksLikeItch(head: Uint8Array): boolean {
  if (head.length <= PREFIX_BYTES) return false;
  const known = BYTES_BY_TYPE[head[PREFIX_BYTES]];
  const declared = head[0] << 8 | head[1];
  if (known === 0 || (declared !== 0 && declared !== known)) return false;
  if (head.length < PREFIX_BYTES + known) return false;
  const view = new DataView(head.buffer, head.byteOffset + PREFIX_BYTES, known);
  return view.getUint16(AT_NANOS_HIGH) * TWO_32 + view.getUint32(AT_NANOS_LOW) < DAY_NANOS;
}
