/** Workers can do what their stage needs, and nothing else: tried from inside a worker. */
import assert from "node:assert/strict";
import type { SessionJob } from "../../core/supervisor/job.ts";
import { permissionsFor } from "../../core/supervisor/permissions.ts";
import { planTopology } from "../../core/supervisor/topology.ts";
import { probe } from "./probe.ts";

const OWN_FILE = new URL("./permissions_test.ts", import.meta.url).pathname;
const OTHER_FILE = new URL("../../deno.json", import.meta.url).pathname;

for (const placement of ["split", "fused"] as const) {
  Deno.test(`permissionsFor() grants each worker of ${placement} only its files`, async () => {
    const { places } = planTopology({ placement, policy: "park", cores: 2, recording: true });
    const tape = await Deno.makeTempFile();
    const job = {
      input: {
        kind: "files",
        files: [{ path: OWN_FILE, format: "lobster" }],
        symbols: undefined,
        scales: [],
      },
      recordPath: tape,
    } as unknown as SessionJob;
    for (const place of places) {
      const answer = await probe(permissionsFor(place, job), {
        ownFile: OWN_FILE,
        otherFile: OTHER_FILE,
        tape,
      });
      assert.deepEqual(answer, {
        readOwn: place.roles.includes("ingest"),
        readOther: false,
        writeTape: place.roles.includes("recorder"),
        writeOther: false,
        environment: false,
        network: false,
        run: false,
      }, place.name);
    }
    await Deno.remove(tape);
  });
}

Deno.test("permissionsFor() lets a live ingest reach its venue's hosts and its raw capture only", async () => {
  const { places } = planTopology({
    placement: "fused",
    policy: "park",
    cores: 2,
    recording: false,
  });
  const rawPath = await Deno.makeTempFile();
  const venue = {
    venue: "binance",
    restUrl: "https://api.binance.com",
    wsUrl: "wss://stream.binance.com:9443",
    symbols: ["BTCUSDT"],
  } as const;
  const job = { input: { kind: "live", venues: [venue], rawPath } } as unknown as SessionJob;
  const [ingest, fused] = places;
  const permissions = permissionsFor(ingest, job) as Exclude<Deno.PermissionOptions, string>;
  assert.deepEqual(permissions.net, ["api.binance.com:443", "stream.binance.com:9443"]);
  assert.equal(permissionsFor(fused, job), "none");
  const answer = await probe(permissions, {
    ownFile: OWN_FILE,
    otherFile: OTHER_FILE,
    tape: rawPath,
  });
  assert.deepEqual(answer, {
    readOwn: false,
    readOther: false,
    writeTape: true,
    writeOther: false,
    environment: false,
    network: false,
    run: false,
  });
  await Deno.remove(rawPath);
});
