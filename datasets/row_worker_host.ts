/** The inside of the worker that writes rows. */
/// <reference lib="deno.worker" />
import { runAgents } from "../core/agent/runner.ts";
import { Clock } from "../core/base/clock.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import { Wiring } from "../core/supervisor/wiring.ts";
import { Board } from "../core/telemetry/board.ts";
import type { Seat } from "../models/pipeline_seat.ts";
import type { FromRowWorker, ToRowWorker } from "./row_worker_messages.ts";
import { type RowJob, RowWriter } from "./row_writer.ts";

/** Called by the worker's file. */
export function hostRows(): void {
  let writer: RowWriter | undefined;
  self.onmessage = async ({ data }: MessageEvent<ToRowWorker>) => {
    try {
      if (data.kind === "begin") {
        writer = await writeRows(data.job, data.seat);
        answer({ kind: "written", totals: writer.totals() });
      } else if (writer !== undefined) {
        answer({ kind: "ended", totals: writer.end(data.notes) });
      }
    } catch (thrown) {
      const badInput = thrown instanceof UserError;
      answer({ kind: "failed", message: messageOf(thrown), badInput });
    }
  };
}

async function writeRows(job: RowJob, seat: Seat): Promise<RowWriter> {
  const { shared, topology, place, originMillis } = seat;
  const wiring = new Wiring(shared, topology);
  const writer = new RowWriter(job, wiring.frameFollower("inference"), wiring.directory());
  await runAgents({
    agents: [writer.agent],
    board: new Board(shared.board),
    clock: new Clock(originMillis),
    policy: topology.policy,
    doorbell: wiring.doorbell(place),
    edge: topology.places[place].edge,
  });
  return writer;
}

function answer(message: FromRowWorker): void {
  self.postMessage(message);
}
