/**
 * An ITCH message where it lies: a flyweight that reads fields in place (their table stands in
 * itch_format.ts). Numbers of 64 bits are read as two words of 32, which costs nothing, and never as
 * BigInt, which costs an object each.
 *
 * The offsets are this file's own: V8 folds a module's own constants into its code and looks
 * imported ones up, which would cost a third of the whole reading.
 *
 * Hot path: no allocation.
 */

/** Of every message, and of every message about an order. */
const AT_LOCATE = 1;
const AT_NANOS_HIGH = 5;
const AT_NANOS_LOW = 7;
const AT_ORDER_HIGH = 11;
const AT_ORDER_LOW = 15;
/** Of adds, and of trades against hidden orders, whose fields lie alike. */
const AT_SIDE = 19;
const AT_SHARES = 20;
const AT_STOCK = 24;
const AT_PRICE = 32;
const AT_TRADE_MATCH = 36;
/** Of executions and cancels. */
const AT_TAKEN_SHARES = 19;
const AT_EXECUTED_MATCH = 23;
const AT_PRINTABLE = 31;
const AT_EXECUTED_PRICE = 32;
/** Of replacements. */
const AT_NEW_ORDER_HIGH = 19;
const AT_NEW_ORDER_LOW = 23;
const AT_NEW_SHARES = 27;
const AT_NEW_PRICE = 31;
/** Of crosses. */
const AT_CROSS_SHARES = 11;
const AT_CROSS_STOCK = 19;
const AT_CROSS_PRICE = 27;
const AT_CROSS_MATCH = 31;
/** Of trading actions. */
const AT_STATE = 19;

const STOCK_BYTES = 8;
const TWO_32 = 0x1_0000_0000;

export class ItchMessage {
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the type byte. */
  #at = 0;

  /** Takes other bytes to read from; follow it with {@link moveTo}. */
  wrap(bytes: Uint8Array): void {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the message whose type byte is at `at`. */
  moveTo(at: number): void {
    this.#at = at;
  }

  get type(): number {
    return this.#view.getUint8(this.#at);
  }

  get locate(): number {
    return this.#view.getUint16(this.#at + AT_LOCATE);
  }

  /** Nanoseconds since midnight. */
  get nanos(): number {
    return this.#view.getUint16(this.#at + AT_NANOS_HIGH) * TWO_32 + this.#u32(AT_NANOS_LOW);
  }

  get orderLow(): number {
    return this.#u32(AT_ORDER_LOW);
  }

  get orderHigh(): number {
    return this.#u32(AT_ORDER_HIGH);
  }

  /** A letter: "B" or "S". */
  get side(): number {
    return this.#u8(AT_SIDE);
  }

  get shares(): number {
    return this.#u32(AT_SHARES);
  }

  /** Of adds and trades. Cold. */
  get stock(): string {
    return this.#text(AT_STOCK);
  }

  /** First letter of {@link stock}. */
  get initial(): number {
    return this.#u8(AT_STOCK);
  }

  get price(): number {
    return this.#u32(AT_PRICE);
  }

  get tradeMatch(): number {
    return this.#u64(AT_TRADE_MATCH);
  }

  get takenShares(): number {
    return this.#u32(AT_TAKEN_SHARES);
  }

  get executedMatch(): number {
    return this.#u64(AT_EXECUTED_MATCH);
  }

  /** A letter: "Y" or "N". */
  get printable(): number {
    return this.#u8(AT_PRINTABLE);
  }

  get executedPrice(): number {
    return this.#u32(AT_EXECUTED_PRICE);
  }

  get newOrderLow(): number {
    return this.#u32(AT_NEW_ORDER_LOW);
  }

  get newOrderHigh(): number {
    return this.#u32(AT_NEW_ORDER_HIGH);
  }

  get newShares(): number {
    return this.#u32(AT_NEW_SHARES);
  }

  get newPrice(): number {
    return this.#u32(AT_NEW_PRICE);
  }

  get crossShares(): number {
    return this.#u64(AT_CROSS_SHARES);
  }

  /** Cold. */
  get crossStock(): string {
    return this.#text(AT_CROSS_STOCK);
  }

  get crossPrice(): number {
    return this.#u32(AT_CROSS_PRICE);
  }

  get crossMatch(): number {
    return this.#u64(AT_CROSS_MATCH);
  }

  /** A letter: "H", "P", "Q" or "T". */
  get state(): number {
    return this.#u8(AT_STATE);
  }

  #u8(offset: number): number {
    return this.#view.getUint8(this.#at + offset);
  }

  #u32(offset: number): number {
    return this.#view.getUint32(this.#at + offset);
  }

  /** Exact below 2^53, which NASDAQ's numbers of matches and of shares are by far. */
  #u64(offset: number): number {
    return this.#u32(offset) * TWO_32 + this.#u32(offset + 4);
  }

  #text(offset: number): string {
    let text = "";
    for (let i = 0; i < STOCK_BYTES; i++) text += String.fromCharCode(this.#u8(offset + i));
    return text.trim();
  }
}
