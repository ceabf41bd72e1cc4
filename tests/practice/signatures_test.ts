/** Signatures: the examples of the venue's own documentation, and what must not pass. */
import assert from "node:assert/strict";
import { ApiError } from "../../exchange/rest/api_error.ts";
import { Parameters } from "../../exchange/rest/parameters.ts";
import { checkSignature, signatureOf } from "../../exchange/rest/signatures.ts";

const SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
const WHOLE = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1" +
  "&recvWindow=5000&timestamp=1499827319559";
const WHOLE_SIGNATURE = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
/** The venue's third example: part in the query, part in the body, no separator in between. */
const QUERY = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
const BODY = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
const MIXED_SIGNATURE = "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77";

Deno.test("signatureOf() gives the signatures of the venue's examples", () => {
  assert.equal(signatureOf(WHOLE, SECRET), WHOLE_SIGNATURE);
  assert.equal(signatureOf(QUERY + BODY, SECRET), MIXED_SIGNATURE);
});

Deno.test("checkSignature() finds the signature in query or body, wherever it stands", () => {
  const signature = `signature=${WHOLE_SIGNATURE}`;
  for (
    const [query, body] of [
      [`${WHOLE}&${signature}`, ""],
      [`${signature}&${WHOLE}`, ""],
      ["", `${WHOLE}&${signature}`],
      [WHOLE, signature],
      [QUERY, `${BODY}&signature=${MIXED_SIGNATURE}`],
      [`${QUERY}&signature=${MIXED_SIGNATURE}`, BODY],
      ["", `${WHOLE}&signature=${WHOLE_SIGNATURE.toUpperCase()}`],
    ]
  ) checkSignature(Parameters.ofHttp(query, body), SECRET);
});

Deno.test("checkSignature() refuses every other one", () => {
  for (
    const query of [
      WHOLE,
      `${WHOLE}&signature=`,
      `${WHOLE}&signature=00`,
      `${WHOLE}&signature=${WHOLE_SIGNATURE.replace("c8", "c9")}`,
      `${WHOLE}0&signature=${WHOLE_SIGNATURE}`,
      `${WHOLE}&x=1&signature=${WHOLE_SIGNATURE}`,
    ]
  ) {
    assert.throws(() => checkSignature(Parameters.ofHttp(query, ""), SECRET), ApiError, query);
  }
});
