/** The worker that writes rows: what it may do, and what becomes of an export when it fails. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { claim } from "../../datasets/destination.ts";
import { exportDataset } from "../../datasets/export_dataset.ts";
import { rowPermissions } from "../../datasets/row_worker.ts";
import { ROW_PLACES } from "../../datasets/write_rows.ts";
import { probe } from "../supervisor/probe.ts";
import { exportOptions } from "./export_options.ts";
import { inFolder } from "./read_parquet.ts";

const OTHER_FILE = new URL("../../deno.json", import.meta.url).pathname;

Deno.test("rowPermissions() grants writing the dataset and nothing else", async () => {
  await inFolder(async (folder) => {
    const destination = claim(`${folder}/a.parquet`);
    const own = { ownFile: destination.part, otherFile: OTHER_FILE, tape: destination.part };
    assert.deepEqual(await probe(rowPermissions(destination), own), {
      readOwn: false,
      readOther: false,
      writeTape: true,
      writeOther: false,
      environment: false,
      network: false,
      run: false,
    });
  });
});

for (const place of ROW_PLACES) {
  Deno.test(`exportDataset() ends with one line when files cannot be written any more, ${place}`, async () => {
    await inFolder(async (folder) => {
      const out = `${folder}/gone/a.csv`;
      Deno.mkdirSync(`${folder}/gone`);
      const onWatch = () => Deno.removeSync(`${folder}/gone`, { recursive: true });
      let watched = 0;
      const options = await exportOptions(out, {
        place,
        onWatch: () => watched++ === 0 && onWatch(),
      }, 100_000);
      await assert.rejects(
        exportDataset(options),
        (thrown) =>
          thrown instanceof UserError && /a\.csv\.part: cannot be written/.test(thrown.message),
      );
      assert.ok(watched > 0);
    });
  });

  Deno.test(`exportDataset() leaves nothing behind when it is interrupted half-way, ${place}`, async () => {
    await inFolder(async (folder) => {
      const controller = new AbortController();
      const report = await exportDataset(
        await exportOptions(`${folder}/a.csv`, {
          place,
          signal: controller.signal,
          onWatch: () => controller.abort(),
        }, 100_000),
      );
      assert.equal(report.interrupted, true);
      assert.ok(report.frames > 0 && report.frames < 90_000, String(report.frames));
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    });
  });
}
