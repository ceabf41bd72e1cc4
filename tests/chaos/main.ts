/** Runs scenarios of chaos one after the other: `deno task chaos:sessions --scenarios 200 --seed 1`. */
import { parseArgs } from "node:util";
import { runScenario, scenarioOf } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    scenarios: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
  },
});
const first = Number(values.seed);
const count = Number(values.scenarios);
let failed = 0;
let orders = 0;
let fills = 0;
let restarts = 0;
for (let seed = first; seed < first + count; seed++) {
  const outcome = await runScenario(scenarioOf(seed));
  orders += outcome.orders;
  fills += outcome.fills;
  restarts += outcome.restarts;
  const isRight = outcome.wrongs.length === 0;
  if (!isRight) failed++;
  const { placement, faults, disturbance } = outcome.scenario;
  console.log(
    `${isRight ? "ok  " : "FAIL"} seed ${seed} ${placement} faults ${faults.length} ` +
      `${disturbance?.dyingPlace === undefined ? "" : `place ${disturbance.dyingPlace} `}` +
      `orders ${outcome.orders} fills ${outcome.fills} restarts ${outcome.restarts}` +
      (outcome.failure === undefined ? "" : ` (${outcome.failure})`),
  );
  if (!isRight) {
    console.log(`     ${outcome.wrongs.join("; ")}`);
    console.log(`     ${JSON.stringify({ faults, disturbance })}`);
  }
}
console.log(
  `${count - failed} of ${count} scenarios right: ${orders} orders, ${fills} fills, ` +
    `${restarts} workers replaced`,
);
Deno.exit(failed === 0 ? 0 : 1);
