/** Arrivals, cancels and executions at the touch against those counted in the message file itself. */
import assert from "node:assert/strict";
import { FrameInputs } from "../../../core/features/inputs/frame_inputs.ts";
import { QUEUE_EVENTS, TouchQueue } from "../../../core/features/touch/touch_queue.ts";
import { openSource } from "../../../core/supervisor/open_source.ts";
import { runPipeline } from "../../../models/pipeline.ts";
import { fileJob } from "../../parity/session_jobs.ts";
import { dataTest } from "../../real_data.ts";

/**
 * Shares that a script in Python 3.11 counted row by row, with the book file's row before each
 * message: type 1 at the best price or better; types 2 and 3 at the best price; type 4.
 */
const COUNTED = {
  bid: { arrived: 1_033_151, cancelled: 573_132, executed: 242_489 },
  ask: { arrived: 962_438, cancelled: 516_934, executed: 250_020 },
};
dataTest(
  "TouchQueue counts what the messages say (LOBSTER GOOG)",
  ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"],
  async (paths) => {
    const { input } = await fileJob(paths);
    const inputs = new FrameInputs();
    const bid = new TouchQueue(true);
    const ask = new TouchQueue(false);
    const events = new Float64Array(2 * QUEUE_EVENTS);
    const totals = new Float64Array(2 * QUEUE_EVENTS);
    await runPipeline({ source: await openSource(input) }, (frames) => ({
      role: "inference",
      onStart() {},
      get done() {
        return frames.ended();
      },
      doWork() {
        const count = frames.available();
        for (let i = 0; i < count; i++) {
          events.fill(0);
          inputs.load(frames.words, frames.doubles, frames.at(i));
          bid.move(inputs, events, 0);
          ask.move(inputs, events, QUEUE_EVENTS);
          events.forEach((lots, event) => totals[event] += lots);
        }
        frames.advance(count);
        return count;
      },
      onClose() {},
    }));
    const [bidArrived, bidCancelled, bidExecuted, askArrived, askCancelled, askExecuted] = totals;
    assert.deepEqual(
      { arrived: bidArrived, cancelled: bidCancelled, executed: bidExecuted },
      COUNTED.bid,
    );
    assert.deepEqual(
      { arrived: askArrived, cancelled: askCancelled, executed: askExecuted },
      COUNTED.ask,
    );
  },
);
