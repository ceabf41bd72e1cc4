import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { HmacSha256 } from "../../core/gateway/hmac_sha256.ts";

Deno.test("HmacSha256.sign() gives the signatures of the venue's documentation", () => {
  // Binance, "SIGNED endpoint examples", HMAC keys: secret, payload and result as printed there.
  const secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
  const payload = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1" +
    "&recvWindow=5000&timestamp=1499827319559";
  assert.equal(
    new HmacSha256(secret).sign(payload),
    "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
  );
});

Deno.test("HmacSha256.sign() equals the runtime's for keys and texts of every length", () => {
  const ascii = (maxLength: number) =>
    fc.string({
      maxLength,
      unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
    });
  fc.assert(
    fc.property(ascii(200), ascii(400), (key, text) => {
      const expected = createHmac("sha256", key).update(text).digest("hex");
      const signer = new HmacSha256(key);
      assert.equal(signer.sign(text), expected);
      assert.equal(signer.sign(text), expected, "a signer may be used again");
    }),
    { seed: 7, numRuns: 400 },
  );
  const signer = new HmacSha256("k");
  for (let length = 0; length < 260; length++) {
    const text = "x".repeat(length);
    assert.equal(signer.sign(text), createHmac("sha256", "k").update(text).digest("hex"));
  }
});
