/**
 * The fast scan of LOBSTER book rows, which reads only what changed, four characters at a time, held
 * against split and Number over rows as they come and over damaged ones.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { LobsterBook } from "../../core/venues/lobster/lobster_book.ts";
import { checksumShare } from "../../core/wire/checksum.ts";

const SEED = 20_120_621;
const SESSIONS = 1_500;
const MAX_TICKS = 0x7fff_ffff;
const ABSENT = ["9999999999", "-9999999999"];
const LENGTHS = [10, 1_000, 99_999, 99_999_999];
const LARGEST_TICKS = [30, 300, 99_999, 9_999_999];
/** What damage puts into a row; never an end of line, which would make it two. */
const STRANGE = ",x-\t;\0/:9";

/** A row as numbers, or undefined when it is none. */
function twinOf(row: string, levels: number, unitsPerTick: number): number[] | undefined {
  const fields = row.split(",");
  if (fields.length !== levels * 4) return undefined;
  const numbers = fields.map((field, i) =>
    i % 2 === 0 ? ticksOf(field, unitsPerTick) : digitsOf(field)
  );
  return numbers.every((number) => number >= 0) ? numbers : undefined;
}

function digitsOf(field: string): number {
  const value = /^[0-9]+$/.test(field) ? Number(field) : -1;
  return Number.isSafeInteger(value) ? value : -1;
}

function ticksOf(field: string, unitsPerTick: number): number {
  if (ABSENT.includes(field)) return 0;
  const ticks = digitsOf(field) / unitsPerTick;
  return Number.isInteger(ticks) && ticks >= 1 && ticks <= MAX_TICKS ? ticks : -1;
}

function checksumOf(numbers: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    sum = (sum + checksumShare(i / 2, numbers[i], numbers[i + 1])) | 0;
  }
  return sum;
}

/** A book file that changes as books do: a quote, a new level, a level gone, or nothing. */
class RowMaker {
  readonly #prng: Prng;
  readonly #levels: number;
  readonly #unitsPerTick: number;
  readonly #fields: string[];

  constructor(prng: Prng, levels: number, unitsPerTick: number) {
    this.#prng = prng;
    this.#levels = levels;
    this.#unitsPerTick = unitsPerTick;
    this.#fields = Array.from({ length: levels * 4 }, (_, i) => this.#field(i));
  }

  next(): string {
    const prng = this.#prng;
    const fields = this.#fields;
    const level = prng.nextBelow(this.#levels);
    const side = 2 * prng.nextBelow(2);
    switch (prng.nextBelow(6)) {
      case 0:
      case 1: {
        const i = prng.nextBelow(fields.length);
        fields[i] = this.#field(i);
        break;
      }
      case 2:
      case 3:
        for (let l = this.#levels - 1; l > level; l--) this.#copy(l, l - 1, side);
        this.#renew(level, side);
        break;
      case 4:
        for (let l = level; l + 1 < this.#levels; l++) this.#copy(l, l + 1, side);
        this.#renew(this.#levels - 1, side);
    }
    const row = fields.join(",");
    return prng.nextBelow(12) === 0 ? this.#damaged(row) : row;
  }

  #copy(to: number, from: number, side: number): void {
    this.#fields[to * 4 + side] = this.#fields[from * 4 + side];
    this.#fields[to * 4 + side + 1] = this.#fields[from * 4 + side + 1];
  }

  #renew(level: number, side: number): void {
    this.#fields[level * 4 + side] = this.#field(0);
    this.#fields[level * 4 + side + 1] = this.#field(1);
  }

  #field(i: number): string {
    const prng = this.#prng;
    if (i % 2 === 1) {
      const size = String(prng.nextBelow(LENGTHS[prng.nextBelow(LENGTHS.length)]));
      return prng.nextBelow(300) === 0 ? `${size}00000000000` : size;
    }
    if (prng.nextBelow(12) === 0) return ABSENT[prng.nextBelow(2)];
    const ticks = 1 + prng.nextBelow(LARGEST_TICKS[prng.nextBelow(LARGEST_TICKS.length)]);
    const offGrid = prng.nextBelow(60) === 0 ? 1 : 0;
    return String(ticks * this.#unitsPerTick + offGrid);
  }

  /** One character gone, put in or replaced, or the rest of the row gone. */
  #damaged(row: string): string {
    const prng = this.#prng;
    const i = prng.nextBelow(row.length + 1);
    const strange = STRANGE[prng.nextBelow(STRANGE.length)];
    switch (prng.nextBelow(4)) {
      case 0:
        return row.slice(0, i);
      case 1:
        return row.slice(0, i) + row.slice(i + 1);
      case 2:
        return row.slice(0, i) + strange + row.slice(i);
      default:
        return row.slice(0, i) + strange + row.slice(i + 1);
    }
  }
}

Deno.test("LobsterBook reads what split and Number read, row by row, whatever changed or broke", () => {
  const encoder = new TextEncoder();
  let good = 0;
  let bad = 0;
  for (let session = 0; session < SESSIONS; session++) {
    const prng = new Prng(SEED + session);
    const levels = 1 + prng.nextBelow(4);
    const unitsPerTick = [1, 25, 100][prng.nextBelow(3)];
    const lineEnd = prng.nextBelow(4) === 0 ? "\r\n" : "\n";
    const maker = new RowMaker(prng, levels, unitsPerTick);
    const book = new LobsterBook(levels, unitsPerTick);
    let before: number[] | undefined;
    for (let block = 0; block < 3; block++) {
      const rows = Array.from({ length: 1 + prng.nextBelow(12) }, () => maker.next());
      const text = rows.join(lineEnd) + lineEnd;
      const bytes = new Uint8Array(encoder.encode(text).length + 64 * prng.nextBelow(2));
      encoder.encodeInto(text, bytes);
      book.keep();
      book.useBlock(bytes);
      let at = 0;
      for (const row of rows) {
        const where = `seed ${SEED + session}, block ${block}: ${JSON.stringify(row)}`;
        const twin = twinOf(row, levels, unitsPerTick);
        strictEqual(book.scan(at), twin !== undefined, where);
        at += row.length + lineEnd.length;
        strictEqual(book.end, at, where);
        if (twin === undefined) bad++;
        else {
          good++;
          deepStrictEqual([...book.now], twin, where);
          if (before !== undefined) deepStrictEqual([...book.before], before, where);
          strictEqual(book.checksum, checksumOf(twin), where);
        }
        before = twin;
      }
    }
  }
  strictEqual(good > 10 * SESSIONS && bad > SESSIONS, true, `${good} good rows, ${bad} bad ones`);
});
