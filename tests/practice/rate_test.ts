/** The exchange at the rate of a busy market. */
import assert from "node:assert/strict";
import { measureRate } from "../../bench/exchange_rate.ts";

Deno.test({
  name: "at 20,000 events a second four clients miss nothing, and none is cut",
  // Sockets end a little after they were closed.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { eventsPerSecond, messagesPerSecond, gaps, cuts } = await measureRate(20_000, 1);
    assert.deepEqual([gaps, cuts], [0, 0]);
    // How fast it gets depends on who else is on the machine; bench/exchange_rate.ts measures it.
    assert.ok(eventsPerSecond > 1_000, `${eventsPerSecond} events/s`);
    assert.ok(messagesPerSecond > eventsPerSecond / 2);
  },
});
