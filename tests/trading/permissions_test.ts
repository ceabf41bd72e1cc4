import assert from "node:assert/strict";
import { permissionsFor } from "../../core/supervisor/permissions.ts";
import { planTopology } from "../../core/supervisor/topology.ts";
import { fixture, strategyJob, tradingJob } from "./trading_session.ts";

function placesOf(placement: "fused" | "split") {
  return planTopology({ placement, policy: "park", cores: 2, recording: false, trading: true })
    .places;
}

Deno.test("permissionsFor() gives strategies of the registry nothing at all", async () => {
  const job = await tradingJob([strategyJob("twap")]);
  for (const placement of ["fused", "split"] as const) {
    for (const place of placesOf(placement)) {
      assert.equal(permissionsFor(place, job), "none", place.name);
    }
  }
});

Deno.test("permissionsFor() lets a user's strategy be read, with its folder and the contract", async () => {
  const job = await tradingJob([strategyJob(fixture("thrower"))]);
  const folder = new URL("./fixtures/", import.meta.url).pathname;
  const core = new URL("../../core/", import.meta.url).pathname;
  for (const placement of ["fused", "split"] as const) {
    for (const place of placesOf(placement)) {
      const permissions = permissionsFor(place, job);
      if (!place.roles.includes("trading")) {
        assert.equal(permissions, "none", place.name);
        continue;
      }
      assert.ok(typeof permissions === "object");
      assert.deepEqual(Object.keys(permissions), ["read"], "nothing is written, run or dialled");
      const paths = new Set(permissions.read as string[]);
      assert.ok(paths.has(folder) && paths.has(core));
    }
  }
});
