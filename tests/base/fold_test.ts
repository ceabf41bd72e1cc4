/** The state hash: sensitive to every bit and every order, indifferent to how a run is cut up. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Fold } from "../../core/base/fold.ts";

function hashOf(words: Int32Array): string {
  const fold = new Fold();
  fold.words(words, 0, words.length);
  return fold.toString();
}

const WORDS = fc.int32Array({ minLength: 1, maxLength: 40 });

Deno.test("Fold.words() notices any single bit", () => {
  const property = fc.property(WORDS, fc.nat(), fc.nat(31), (words, place, bit) => {
    const changed = words.slice();
    changed[place % words.length] ^= 1 << bit;
    assert.notEqual(hashOf(changed), hashOf(words));
  });
  fc.assert(property, { seed: 20260105, numRuns: 2_000 });
});

Deno.test("Fold.words() notices two words that change places", () => {
  const property = fc.property(WORDS, fc.nat(), fc.nat(), (words, a, b) => {
    const i = a % words.length;
    const j = b % words.length;
    fc.pre(words[i] !== words[j]);
    const changed = words.slice();
    [changed[i], changed[j]] = [words[j], words[i]];
    assert.notEqual(hashOf(changed), hashOf(words));
  });
  fc.assert(property, { seed: 20260105, numRuns: 2_000 });
});

Deno.test("Fold.records() comes to what Fold.words() comes to, record by record", () => {
  const property = fc.property(WORDS, fc.integer({ min: 1, max: 5 }), (words, records) => {
    const together = new Fold();
    const one = new Fold();
    const count = Math.floor(words.length / records);
    together.records(words, 0, count, records);
    for (let i = 0; i < records; i++) one.words(words, i * count, count);
    assert.equal(together.toString(), one.toString());
  });
  fc.assert(property, { seed: 20260105, numRuns: 500 });
});

Deno.test("Fold.words() folds the part it is told, wherever that lies", () => {
  const property = fc.property(WORDS, fc.nat(9), (words, offset) => {
    const shifted = new Int32Array(words.length + offset + 3).fill(7);
    shifted.set(words, offset);
    const fold = new Fold();
    fold.words(shifted, offset, words.length);
    assert.equal(fold.toString(), hashOf(words));
  });
  fc.assert(property, { seed: 20260105, numRuns: 300 });
});

Deno.test("Fold.words() depends on what was folded before", () => {
  const one = new Fold();
  const other = new Fold();
  const words = Int32Array.of(1, 2, 3, 4);
  one.words(words, 0, 4);
  one.words(words, 0, 2);
  other.words(words, 0, 2);
  other.words(words, 0, 4);
  assert.notEqual(one.toString(), other.toString());
});
