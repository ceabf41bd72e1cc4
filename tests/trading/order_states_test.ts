/** Every state with every event, spelled out: what a table says, a table says again. */
import assert from "node:assert/strict";
import {
  isOdd,
  isOpen,
  nextState,
  ON_ACCEPTED,
  ON_CANCEL_ASKED,
  ON_CANCEL_REJECTED,
  ON_CANCELLED,
  ON_EXPIRED,
  ON_FILL,
  ON_LAST_FILL,
  ON_MODIFIED,
  ON_REJECTED,
  ON_UNKNOWN,
  ORDER_STATE_NAMES,
  ORDER_STATES,
} from "../../core/trading/orders/order_states.ts";

const EVENTS: Readonly<Record<string, number>> = {
  "accepted": ON_ACCEPTED,
  "rejected": ON_REJECTED,
  "fill": ON_FILL,
  "last fill": ON_LAST_FILL,
  "cancelled": ON_CANCELLED,
  "expired": ON_EXPIRED,
  "modified": ON_MODIFIED,
  "cancel rejected": ON_CANCEL_REJECTED,
  "unknown": ON_UNKNOWN,
  "cancel asked": ON_CANCEL_ASKED,
};

/** "state + event → next"; ! marks what no venue should send, "/" what depends on earlier fills. */
const EXPECTED = `
new + accepted → accepted
new + rejected → rejected
new + fill → partly filled
new + last fill → filled
new + cancelled → cancelled
new + expired → expired
new + modified → accepted !
new + cancel rejected → new
new + unknown → unknown
new + cancel asked → cancel pending
accepted + accepted → accepted !
accepted + rejected → rejected !
accepted + fill → partly filled
accepted + last fill → filled
accepted + cancelled → cancelled
accepted + expired → expired
accepted + modified → accepted
accepted + cancel rejected → accepted
accepted + unknown → unknown
accepted + cancel asked → cancel pending
partly filled + accepted → partly filled !
partly filled + rejected → cancelled !
partly filled + fill → partly filled
partly filled + last fill → filled
partly filled + cancelled → cancelled
partly filled + expired → expired
partly filled + modified → partly filled
partly filled + cancel rejected → partly filled
partly filled + unknown → unknown
partly filled + cancel asked → cancel pending
cancel pending + accepted → cancel pending
cancel pending + rejected → rejected
cancel pending + fill → cancel pending
cancel pending + last fill → filled
cancel pending + cancelled → cancelled
cancel pending + expired → expired
cancel pending + modified → cancel pending
cancel pending + cancel rejected → accepted / partly filled
cancel pending + unknown → unknown
cancel pending + cancel asked → cancel pending
unknown + accepted → accepted / partly filled
unknown + rejected → rejected
unknown + fill → partly filled
unknown + last fill → filled
unknown + cancelled → cancelled
unknown + expired → expired
unknown + modified → accepted / partly filled
unknown + cancel rejected → unknown
unknown + unknown → unknown
unknown + cancel asked → cancel pending
${overRows("filled")}
${overRows("cancelled")}
${overRows("rejected")}
${overRows("expired")}`;

/** What is over stays over; a fill that completes it says so. */
function overRows(state: string): string {
  return Object.keys(EVENTS).map((event) => {
    const next = event === "last fill" ? "filled" : state;
    return `${state} + ${event} → ${next}${event === "cancel rejected" ? "" : " !"}`;
  }).join("\n");
}

Deno.test("nextState() is as written for every state and event", () => {
  const rows = EXPECTED.trim().split("\n");
  assert.equal(rows.length, (ORDER_STATES - 1) * Object.keys(EVENTS).length, "none is left out");
  for (const row of rows) {
    const [, from, what, without, withFills, odd] =
      /^(.+?) \+ (.+?) → ([a-z ]+?)(?: \/ ([a-z ]+?))?( !)?$/.exec(row) ?? [];
    const state = ORDER_STATE_NAMES.findIndex((name) => name === from);
    const event = EVENTS[what];
    assert.ok(state > 0 && event > 0, row);
    assert.equal(ORDER_STATE_NAMES[nextState(state, event, false)], without, row);
    assert.equal(ORDER_STATE_NAMES[nextState(state, event, true)], withFills ?? without, row);
    assert.equal(isOdd(state, event), odd !== undefined, row);
  }
});

Deno.test("nextState() never opens again what is over", () => {
  for (let state = 1; state < ORDER_STATES; state++) {
    if (isOpen(state)) continue;
    for (const event of Object.values(EVENTS)) {
      assert.equal(isOpen(nextState(state, event, true)), false);
    }
  }
});
