import assert from "node:assert/strict";
import { fitted, lineOf, span, sparkline } from "../../cli/terminal/styled.ts";
import { KillKey } from "../../cli/terminal/kill_key.ts";
import { screenLines } from "../../cli/terminal/screen.ts";
import { shownOf } from "../../cli/terminal/shown.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import { watchSession } from "../control/watched_session.ts";

// deno-lint-ignore no-control-regex -- what colours are made of
const ESCAPES = /\x1b\[\d*m/g;

Deno.test("screenLines() fills any screen and never exceeds it", async () => {
  const watched = await watchSession({}, (job) => ({
    ...job,
    trading: {
      strategies: [{ ref: "micro_price_maker", given: {}, seed: 1 }],
      limits: RISK_PRESETS.moderate,
      models: {},
    },
  }));
  const { tap } = watched.server.plane;
  const until = performance.now() + 20_000;
  const isThere = () => tap.orders.fills.next > 0 && tap.pnl.points.next > 1;
  while (!isThere() && performance.now() < until) {
    await new Promise((next) => setTimeout(next, 20));
  }
  const shown = shownOf(tap, "p pause   q quit");
  await watched.end();
  for (const [columns, rows] of [[120, 40], [80, 24], [40, 12], [20, 5]]) {
    const plain = screenLines(shown, { columns, rows, isColoured: false });
    assert.equal(plain.length, rows);
    for (const line of plain) assert.ok([...line].length <= columns, line);
    const coloured = screenLines(shown, { columns, rows, isColoured: true });
    assert.deepEqual(coloured.map((line) => line.replaceAll(ESCAPES, "")), plain);
  }
  const text = screenLines(shown, { columns: 120, rows: 40, isColoured: false }).join("\n");
  assert.match(text, /replay, paper {2}simulated market {2}running {2}gate open/);
  assert.match(text, /features .*µs|ms/);
  assert.match(text, /ALPHA-USD +\d+\.\d\d +\d+\.\d\d +\d+ t/);
  assert.match(text, /P&L −?\d+\.\d\d {2}fees \d+\.\d\d/);
  assert.match(text, /last fill {2}(buy|sell) \d+ \w+-USD at \d+/);
  assert.match(text, /p pause {3}q quit$/);
});

Deno.test("lineOf() cuts text, never a colour, and shows that it has cut", () => {
  assert.equal(lineOf([span("abcdef", "bad"), span("ghi")], 4, false), "abc…");
  assert.equal(lineOf([span("abc", "bad"), span("ghi")], 4, true), "\x1b[31mabc\x1b[0m…");
  assert.equal(fitted("µs", 4, "right"), "  µs");
});

Deno.test("sparkline() shows the newest values between their least and largest", () => {
  assert.equal(sparkline([9, 0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([3, 3], 8), "▁▁");
  assert.equal(sparkline([3], 8), "");
});

Deno.test("KillKey kills at the second press within two seconds", () => {
  const key = new KillKey();
  assert.equal(key.press(0), false);
  assert.equal(key.press(1_900), true);
  assert.equal(key.press(2_000), false, "and has to be pressed twice again");
  assert.equal(key.press(4_100), false, "too late");
  assert.equal(key.press(4_200), true);
});

Deno.test("--tui without a terminal is refused in one line", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", "replay", "--tui"],
    cwd: new URL("../../", import.meta.url),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  assert.equal(code, 2);
  assert.equal(said, "millrace: --tui: needs a terminal; without one leave it out, or use --serve");
});
