/**
 * `deno task chaos`: many scenarios of chaos on the practice exchange, each from its seed. Ends at the
 * first one after which gateway and exchange do not agree, and says how to repeat it.
 */
import { Command } from "commander";
import { EXIT_FAILED } from "../core/base/errors.ts";
import { runScenario, type ScenarioOutcome } from "../tests/gateway/chaos_scenario.ts";
import { Practice } from "../tests/gateway/practice.ts";

/** Scenarios of one exchange: each has an account of its own. */
const PER_EXCHANGE = 20;

interface Flags {
  readonly count: string;
  readonly seed: string;
  readonly parallel: string;
}

async function chaos(flags: Flags): Promise<void> {
  const [count, first, lanes] = [flags.count, flags.seed, flags.parallel].map(Number);
  const outcomes: ScenarioOutcome[] = [];
  let next = first;
  let failure: unknown;
  const lane = async () => {
    while (next < first + count && failure === undefined) {
      const practice = await Practice.start({ accounts: PER_EXCHANGE, limits: "off" });
      try {
        for (let account = 0; account < PER_EXCHANGE && next < first + count; account++) {
          const outcome = await runScenario(practice, next++, account);
          outcomes.push(outcome);
          console.log(`ok  seed ${outcome.seed}  ${outcome.text}`);
          if (failure !== undefined) break;
        }
      } catch (thrown) {
        failure ??= thrown;
      } finally {
        await practice.stop();
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - started) / 1e3;
  if (failure !== undefined) {
    console.error(failure instanceof Error ? failure.message : failure);
    Deno.exit(EXIT_FAILED);
  }
  const sum = (name: string) =>
    outcomes.reduce((total, { counters }) => total + (counters[name] ?? 0), 0);
  const names = ["orders", "cancels", "modifies", "fills", "unknown", "lookups", "notArrived"];
  const sums = [...names, "repeatedFills", "reconnects", "differences", "clockCorrections"]
    .map((name) => `${name} ${sum(name)}`).join(" · ");
  console.log(`${outcomes.length} scenarios agree after ${seconds.toFixed(0)} s: ${sums}`);
}

await new Command("deno task chaos")
  .description("Trade at random while everything goes wrong, and compare with the exchange.")
  .option("--count <n>", "scenarios", "200")
  .option("--seed <n>", "of the first scenario; each has the next", "1")
  .option("--parallel <n>", "scenarios at a time, each on its own exchange", "4")
  .action(chaos)
  .parseAsync(Deno.args, { from: "user" });
