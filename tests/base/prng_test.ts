import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";

Deno.test("Prng.fillBelow() draws what as many calls of nextBelow() do, and goes on from there", () => {
  for (const bound of [1, 7, 256, 0x7fff_ffff]) {
    const one = new Prng(bound);
    const other = new Prng(bound);
    for (const count of [0, 1, 1_000]) {
      const drawn = new Int32Array(count);
      one.fillBelow(drawn, bound);
      assert.deepEqual([...drawn], Array.from({ length: count }, () => other.nextBelow(bound)));
    }
    assert.equal(one.nextUint32(), other.nextUint32());
  }
});
