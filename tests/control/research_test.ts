/** Models, predictions and jobs through the API: real models, real processes. */
import assert from "node:assert/strict";
import { ControlClient } from "../../client/control_client.ts";
import type { ControlProblem } from "../../client/control_transport.ts";
import { loadModel } from "../../models/model_files.ts";
import { ModelFolderShelf } from "../../models/model_folder_shelf.ts";
import { SHIPPED_MODEL } from "../../models/shipped.ts";
import { ADMIN, eventually, type Watched, watchSession } from "./watched_session.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

Deno.test("models, predictions and jobs through the API", async (t) => {
  const folder = await Deno.makeTempDir();
  const watched = await watchSession({
    model: await loadModel(SHIPPED_MODEL),
    models: new ModelFolderShelf(`${folder}/models`),
    sessions: folder,
    jobs: {
      program: Deno.execPath(),
      args: ["run", "-A", "--quiet", MAIN],
      folder: `${folder}/jobs`,
      data: undefined,
    },
  });
  const client = new ControlClient({ url: watched.url, token: ADMIN });
  try {
    await t.step("a prediction is what the inference stage wrote", () => predicts(client, watched));
    await t.step("aliases are given, and given back", () => promotes(client, `${folder}/models`));
    await t.step("a job runs, and shows its result and page", () => runsJobs(client, watched));
    await t.step("a job can be cancelled, and one that fails says why", () => endsJobs(client));
  } finally {
    await watched.end();
    await Deno.remove(folder, { recursive: true });
  }
});

async function predicts(client: ControlClient, watched: Watched): Promise<void> {
  const { manifest } = await loadModel(SHIPPED_MODEL);
  const vector = await eventually(async () => {
    const found = await client.showFeatures(0);
    const warm = manifest.features.every(({ name }) => found.mask[found.names.indexOf(name)]);
    return warm ? found : undefined;
  });
  const features = Object.fromEntries(
    manifest.features.map(({ name }) => [name, vector.values[vector.names.indexOf(name)]]),
  );
  const answer = await client.predict({ features });
  assert.equal(answer.model, watched.view.modelName);
  assert.ok(Math.abs(answer.probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-5);
  const again = await client.predict({ features: { ...features } });
  assert.deepEqual(again.probabilities, answer.probabilities);
  const newest = await client.predict({ instrumentId: 0 });
  assert.ok((newest.frameSequence ?? 0) > 0);
  const missing = client.predict({ features: {} });
  await assert.rejects(missing, (thrown: ControlProblem) => thrown.status === 422);
  const unknown = client.predict({ instrumentId: 0, features: { levitation: 1 } });
  await assert.rejects(unknown, (thrown: ControlProblem) => thrown.status === 422);
  const { calibration, resolved } = await eventually(async () => {
    const predictions = await client.listPredictions();
    return predictions.resolved > 0 ? predictions : undefined;
  });
  const binned = calibration.reduce((sum, bin) => sum + bin.predictions, 0);
  assert.ok(binned > 0 && binned <= resolved + 200);
}

async function promotes(client: ControlClient, models: string): Promise<void> {
  const shipped = new URL("../../models/shipped/imbalance_logit", import.meta.url).pathname;
  for (const name of ["mine", "broken"]) {
    await Deno.mkdir(`${models}/${name}`, { recursive: true });
    for (const file of ["model.onnx", "model.json"]) {
      await Deno.copyFile(`${shipped}/${file}`, `${models}/${name}/${file}`);
    }
  }
  await Deno.writeFile(`${models}/broken/model.onnx`, new Uint8Array(10));
  const { items } = await client.listModels();
  assert.deepEqual(items.map(({ folder, served }) => [folder, served]), [
    ["shipped", true],
    ["broken", true],
    ["mine", true],
  ]);
  assert.match(items[1].problem ?? "", /sha256/);
  const first = await client.promoteModel("production", { folder: "shipped" });
  assert.equal(first.effect, "next-session");
  const second = await client.promoteModel("production", { folder: "mine" });
  assert.equal(second.alias?.before, "shipped");
  const bad = client.promoteModel("production", { folder: "broken" });
  await assert.rejects(bad, (thrown: ControlProblem) => thrown.status === 422);
  const none = client.promoteModel("production", { folder: "nowhere" });
  await assert.rejects(none, (thrown: ControlProblem) => thrown.status === 422);
  const back = await client.rollBackModel("production");
  assert.equal(back.alias?.folder, "shipped");
  const shelf = new ModelFolderShelf(models);
  assert.equal((await shelf.resolve("production")).manifest.name, items[0].name);
  await assert.rejects(() => shelf.resolve("nobody"), /no model has this alias/);
}

async function runsJobs(client: ControlClient, watched: Watched): Promise<void> {
  const { id } = await client.startJob({
    kind: "backtest",
    events: 30_000,
    files: [],
    strategies: ["twap", "random_trader"],
    sweep: [],
  });
  const { job, result } = await eventually(async () => {
    const shown = await client.showJob(id);
    return ["done", "failed"].includes(shown.job.state) ? shown : undefined;
  });
  assert.equal(job.state, "done", job.error ?? "");
  assert.equal(job.progress, 1);
  assert.ok(typeof result === "object" && result !== null);
  assert.equal(job.report, `/v1/jobs/${id}/report`);
  const page = await fetch(watched.url + job.report);
  assert.match(page.headers.get("content-security-policy") ?? "", /^sandbox/);
  assert.match(await page.text(), /<!doctype html>/i);
}

async function endsJobs(client: ControlClient): Promise<void> {
  const request = { kind: "replay", files: [], strategies: [], sweep: [] } as const;
  const long = await client.startJob({ ...request, events: 90_000_000 });
  const waiting = await client.startJob({ ...request, events: 1_000 });
  await eventually(async () =>
    (await client.showJob(long.id)).job.state === "running" ? true : undefined
  );
  assert.equal((await client.showJob(waiting.id)).job.state, "queued", "one runs at a time");
  assert.equal((await client.cancelJob(waiting.id)).state, "cancelled");
  assert.equal((await client.cancelJob(long.id)).state, "cancelled");
  const wrong = await client.startJob({ ...request, strategies: ["levitate"] });
  const failed = await eventually(async () => {
    const { job } = await client.showJob(wrong.id);
    return job.state === "failed" ? job : undefined;
  });
  assert.match(failed.error ?? "", /levitate/);
  const files = client.startJob({ ...request, files: ["../secret"] });
  await assert.rejects(files, (thrown: ControlProblem) => thrown.status === 422);
  const option = client.startJob({ ...request, strategies: ["--risk=none"] });
  await assert.rejects(option, (thrown: ControlProblem) => thrown.status === 422);
}
