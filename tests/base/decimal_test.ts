import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  DecimalScanner,
  decimalsOf,
  MALFORMED,
  NOT_ON_GRID,
  scaleFromText,
  TOO_LARGE,
} from "../../core/base/decimal.ts";

const SEED = 20_240_808;
const encoder = new TextEncoder();

function scan(text: string, decimals: number, units = 1): number {
  // Surrounded by digits, so that reading outside the range shows.
  const bytes = encoder.encode(`9${text}7`);
  return new DecimalScanner(decimals, units).scan(bytes, 1, bytes.length - 1);
}

/** The obvious way, with BigInt. */
function twin(text: string, decimals: number, units: number): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return MALFORMED;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) return NOT_ON_GRID;
  const value = BigInt(match[1] + fraction.padEnd(decimals, "0"));
  if (value >= 2n ** 53n) return TOO_LARGE;
  return value % BigInt(units) === 0n ? Number(value / BigInt(units)) : NOT_ON_GRID;
}

Deno.test("scan() counts grid steps when the text is a plain decimal on the grid", () => {
  strictEqual(scan("42717.50", 2), 4_271_750);
  strictEqual(scan("59123.45000000", 2), 5_912_345);
  strictEqual(scan("0.00001000", 8), 1_000);
  strictEqual(scan("7", 3), 7_000);
  strictEqual(scan("100.5", 1, 5), 201);
  strictEqual(scan("0", 8), 0);
  strictEqual(scan("000123", 0), 123);
  strictEqual(scan("9007199254740991", 0), Number.MAX_SAFE_INTEGER);
  strictEqual(scan("90071992.54740991", 8), Number.MAX_SAFE_INTEGER);
});

Deno.test("scan() refuses when the text is off the grid, malformed or too large", () => {
  strictEqual(scan("42717.505", 2), NOT_ON_GRID);
  strictEqual(scan("100.25", 2, 50), NOT_ON_GRID);
  for (
    const text of ["", ".", ".5", "5.", "-1", "+1", "1e5", "1,5", " 1", "1.2.3", "1.2x", "NaN"]
  ) {
    strictEqual(scan(text, 2), MALFORMED, text);
    strictEqual(scan(text, 0), MALFORMED, text);
  }
  strictEqual(scan("9007199254740992", 0), TOO_LARGE);
  strictEqual(scan("9007199254740993", 0), TOO_LARGE);
  strictEqual(scan("1".repeat(400), 0), TOO_LARGE);
  strictEqual(scan("1", 18), TOO_LARGE);
});

Deno.test("scan() equals the BigInt twin when fed any decimal and any grid", () => {
  const digits = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });
  const text = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(digits(1, 12), digits(1, 12)).map(([a, b]) => `${a}.${b}`) },
    { weight: 4, arbitrary: digits(1, 18) },
    {
      weight: 4,
      arbitrary: fc.tuple(digits(1, 7), digits(1, 4), fc.nat(8)).map(([a, b, zeros]) =>
        `${a}.${b}${"0".repeat(zeros)}`
      ),
    },
    {
      weight: 2,
      arbitrary: fc.string({ unit: fc.constantFrom(..."0123456789.-eE x"), maxLength: 12 }),
    },
  );
  fc.assert(
    fc.property(text, fc.nat(12), fc.constantFrom(1, 1, 1, 2, 5, 25, 100), (t, decimals, units) => {
      strictEqual(
        scan(t, decimals, units),
        twin(t, decimals, units),
        `"${t}" /${decimals},${units}`,
      );
    }),
    { seed: SEED, numRuns: 20_000 },
  );
});

Deno.test("decimalsOf() counts the fraction digits that matter", () => {
  for (
    const [text, expected] of [
      ["5", 0],
      ["5.0", 0],
      ["0.0100", 2],
      ["0.01000001", 8],
      ["123.450", 2],
      ["", MALFORMED],
      ["-0.5", MALFORMED],
      ["0.5e3", MALFORMED],
      ["5.", MALFORMED],
    ] as const
  ) {
    const bytes = encoder.encode(`1${text}3`);
    strictEqual(decimalsOf(bytes, 1, bytes.length - 1), expected, text);
  }
});

Deno.test("scaleFromText() describes the grid of a tick size", () => {
  deepStrictEqual(scaleFromText("0.01000000"), { decimals: 2, units: 1 });
  deepStrictEqual(scaleFromText("0.5"), { decimals: 1, units: 5 });
  deepStrictEqual(scaleFromText("5"), { decimals: 0, units: 5 });
  deepStrictEqual(scaleFromText("0.00000001"), { decimals: 8, units: 1 });
  deepStrictEqual(scaleFromText("0.00000000"), undefined);
  deepStrictEqual(scaleFromText("-0.01"), undefined);
  deepStrictEqual(scaleFromText("tick"), undefined);
});
