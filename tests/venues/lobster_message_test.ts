/**
 * LobsterMessage reads most rows four characters at a time. At the end of a block it cannot, so every
 * row is scanned at both places, and by a slow twin.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LobsterMessage } from "../../core/venues/lobster/lobster_message.ts";

const SEED = 20_120_621;
const FOLLOWING = "34200.189607670,1,16000000,100,5800000,1\n".repeat(2);
const ROW = /^(\d{1,5})(?:\.(\d{0,9}))?,(\d),(\d+),(\d+),(-?)(\d+),(-?)1\r?$/;

interface Row {
  readonly nanos: number;
  readonly type: number;
  readonly orderId: number;
  readonly size: number;
  readonly price: number;
  readonly direction: number;
}

/** The first row of a text, or undefined when it is refused. */
function scanned(text: string): Row | undefined {
  const message = new LobsterMessage();
  const bytes = new TextEncoder().encode(text);
  const read = message.scan(bytes, 0, bytes.length);
  assert.equal(message.end, bytes.indexOf(10) + 1, text);
  const { nanos, type, orderId, size, price, direction } = message;
  return read ? { nanos, type, orderId, size, price: price + 0, direction } : undefined;
}

function twin(row: string): Row | undefined {
  const match = ROW.exec(row);
  if (match === null) return undefined;
  const [, seconds, fraction = "", type, id, size, priceSign, price, sign] = match;
  const nanos = Number(seconds) * 1e9 + Number(fraction.padEnd(9, "0"));
  const numbers = [id, size, price].map(Number);
  if (numbers.some((number) => number >= 2 ** 53)) return undefined;
  return {
    nanos,
    type: Number(type),
    orderId: numbers[0],
    size: numbers[1],
    price: (priceSign === "-" ? -numbers[2] : numbers[2]) + 0,
    direction: sign === "-" ? -1 : 1,
  };
}

function compare(row: string): Row | undefined {
  const expected = twin(row);
  assert.deepEqual(scanned(`${row}\n`), expected, row);
  assert.deepEqual(scanned(`${row}\n${FOLLOWING}`), expected, row);
  return expected;
}

const digits = (least: number, most: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`));

const row = fc.tuple(
  digits(1, 5),
  fc.oneof({ weight: 3, arbitrary: digits(9, 9) }, digits(0, 9)),
  digits(1, 1),
  fc.oneof({ weight: 3, arbitrary: digits(8, 11) }, digits(1, 17)),
  digits(1, 4),
  fc.oneof({ weight: 3, arbitrary: digits(4, 7) }, digits(1, 11)),
  fc.constantFrom("1", "-1"),
  fc.constantFrom("", "\r"),
).map(([seconds, fraction, type, id, size, price, direction, end]) =>
  `${seconds.padStart(5, "3")}.${fraction},${type},${id},${size},${price},${direction}${end}`
);

Deno.test(`LobsterMessage.scan() reads rows of any lengths as a regular expression does (seed ${SEED})`, () => {
  let read = 0;
  fc.assert(
    fc.property(row, (text) => {
      if (compare(text) !== undefined) read++;
    }),
    { seed: SEED, numRuns: 5_000 },
  );
  assert.ok(read > 4_000, `${read} rows were read`);
});

Deno.test(`LobsterMessage.scan() refuses mutated rows as a regular expression does (seed ${SEED})`, () => {
  const usual = "34200.015105074,4,15818974,4,5794000,-1";
  let refused = 0;
  fc.assert(
    fc.property(
      fc.nat(usual.length - 1),
      fc.constantFrom(..."0123456789.,-/: a\u00fe\r"),
      fc.constantFrom(0, 1),
      (at, character, cut) => {
        const text = usual.slice(0, at) + character + usual.slice(at + cut);
        if (compare(text) === undefined) refused++;
      },
    ),
    { seed: SEED, numRuns: 5_000 },
  );
  assert.ok(refused > 1_000, `${refused} rows were refused`);
});
