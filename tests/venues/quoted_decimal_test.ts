/**
 * QuotedDecimal takes a number to be written like the one before; DecimalScanner takes nothing for
 * granted. Both must come to the same, whatever came before.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DecimalScanner } from "../../core/base/decimal.ts";
import { QuotedDecimal } from "../../core/venues/binance/quoted_decimal.ts";
import { DECLINED, KnownText, RecordText } from "../../core/venues/binance/record_text.ts";

const SEED = 20_240_718;
const MARGIN = 16;

/** Text between other digits and quotes, which must not matter. */
function held(inner: string): RecordText {
  const text = new RecordText();
  const bytes = new TextEncoder().encode("1".repeat(MARGIN - 1) + `"${inner}",00"11`);
  text.hold(bytes, 0, bytes.length);
  return text;
}

function compare(decimal: QuotedDecimal, scanner: DecimalScanner, inner: string): boolean {
  const bytes = new TextEncoder().encode(inner);
  const expected = scanner.scan(bytes, 0, bytes.length);
  const to = decimal.scan(held(inner), MARGIN);
  assert.equal(to, expected < 0 ? DECLINED : MARGIN + inner.length, inner);
  if (expected >= 0) assert.equal(decimal.steps, expected, inner);
  return expected >= 0;
}

const whole = fc.stringMatching(/^[0-9]{1,8}$/);
const fraction = fc.oneof(
  fc.stringMatching(/^[0-9]{0,9}$/),
  fc.stringMatching(/^[0-9]{0,5}0{0,6}$/),
);
const number = fc.tuple(whole, fraction).map(([w, f]) => f === "" ? w : `${w}.${f}`);
const damage = fc.record({
  at: fc.nat(20),
  character: fc.constantFrom(..."0123456789.,-/:e\u0001"),
});

Deno.test(`QuotedDecimal.scan() equals DecimalScanner.scan() on any grid (seed ${SEED})`, () => {
  let read = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 }),
      fc.constantFrom(1, 1, 5),
      fc.array(fc.tuple(number, damage), { minLength: 1, maxLength: 8 }),
      (decimals, units, numbers) => {
        const decimal = new QuotedDecimal(decimals, units);
        const scanner = new DecimalScanner(decimals, units);
        for (const [inner, { at, character }] of numbers) {
          if (compare(decimal, scanner, inner)) read++;
          const damaged = inner.slice(0, at) + character + inner.slice(at + 1);
          compare(decimal, scanner, damaged);
          compare(decimal, scanner, inner);
        }
      },
    ),
    { seed: SEED, numRuns: 5_000 },
  );
  assert.ok(read > 5_000, `${read} numbers were read`);
});

Deno.test("RecordText.wholeNumber() reads any number, whatever length was expected", () => {
  for (const inner of ["0", "7", "10", "123456789", "1723161255208", "999999999999999"]) {
    for (let expected = 1; expected <= 15; expected++) {
      const text = held(`":${inner}`);
      const from = MARGIN + 2;
      assert.equal(text.wholeNumber(from, expected), from + inner.length, inner);
      assert.equal(text.number, Number(inner));
    }
  }
  for (const inner of ["", "-1", "01", "00", "9007199254740993", "x1"]) {
    for (let expected = 1; expected <= 15; expected++) {
      assert.equal(held(`":${inner}`).wholeNumber(MARGIN + 2, expected), DECLINED, inner);
    }
  }
  const largest = String(Number.MAX_SAFE_INTEGER);
  const text = held(`":${largest}`);
  assert.equal(text.wholeNumber(MARGIN + 2, 13), MARGIN + 2 + largest.length);
  assert.equal(text.number, Number.MAX_SAFE_INTEGER);
});

Deno.test("RecordText.startsWith() and stringEnd() stop at the record's end", () => {
  const bytes = new TextEncoder().encode('abcdef"ghi' + " ".repeat(80));
  const text = new RecordText();
  text.hold(bytes, 0, 6);
  assert.equal(text.startsWith(new KnownText("abcde"), 0), true);
  assert.equal(text.startsWith(new KnownText("abcdX"), 0), false);
  assert.equal(text.startsWith(new KnownText('abcdef"'), 0), false);
  assert.equal(text.stringEnd(0), DECLINED);
  text.hold(bytes, 0, 8);
  assert.equal(text.stringEnd(0), 6);
  for (const stop of ["\\", "\n", "\u00e9", "\u001f"]) {
    const other = new RecordText();
    const content = new TextEncoder().encode(`ab${stop}cd"`);
    other.hold(content, 0, content.length);
    assert.equal(other.stringEnd(0), DECLINED, JSON.stringify(stop));
  }
});
