/**
 * The inside of every worker: waits for the supervisor's one message, builds the agents, runs them,
 * and answers with what they have to tell or with why they failed.
 *
 * ```text
 *   supervisor ──Bootstrap──▶ worker            once
 *   supervisor ◀──Farewell─── worker            once, at the end
 *   supervisor ◀══ board ════ worker            all the time, through shared memory
 * ```
 */
/// <reference lib="deno.worker" />
import { messageOf, UserError } from "../base/errors.ts";
import type { Bootstrap, Farewell } from "./bootstrap.ts";
import { runPlace } from "./run_place.ts";
import type { StageBuilder } from "./stages/context.ts";

/** Called by each file in workers/, with the builders of its stages. */
export function hostWorker(...builders: StageBuilder[]): void {
  self.onmessage = async (event: MessageEvent<Bootstrap>) => {
    self.postMessage(await farewellOf(event.data, builders));
    self.close();
  };
}

async function farewellOf(
  bootstrap: Bootstrap,
  builders: readonly StageBuilder[],
): Promise<Farewell> {
  try {
    return { kind: "done", reports: await runPlace(bootstrap, builders) };
  } catch (thrown) {
    return {
      kind: "failed",
      message: messageOf(thrown),
      badInput: thrown instanceof UserError,
    };
  }
}
