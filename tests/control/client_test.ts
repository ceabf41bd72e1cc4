/** The client that is committed is the one that the document makes. */
import assert from "node:assert/strict";
import { controlClientText } from "../../tools/control_client.ts";

Deno.test("client/control_client.ts is what its generator makes", async () => {
  const committed = await Deno.readTextFile(
    new URL("../../client/control_client.ts", import.meta.url),
  );
  assert.equal(committed, await controlClientText(), "deno run -A tools/control_client.ts");
});
