import assert from "node:assert/strict";
import type { Page } from "npm:playwright-core@1.65.1";
import axeSource from "npm:axe-core@4.14.1/axe.min.js" with { type: "text" };
import { needingBrowser } from "../browser.ts";
import {
  assertQuiet,
  eventually,
  launchBrowser,
  openDashboard,
  openView,
  watchTrading,
} from "./watched_page.ts";

const VIEWS = ["market", "trading", "pipeline", "model", "sessions", "log"];
const KILLED = /killed/i;

/** Waits for a text. */
async function shows(page: Page, selector: string, wanted: RegExp): Promise<void> {
  await page.locator(selector).filter({ hasText: wanted }).waitFor();
}

function text(page: Page, selector: string): Promise<string> {
  return page.locator(selector).first().innerText();
}

Deno.test({
  ...needingBrowser("the dashboard shows a session as it runs, and nobody complains"),
  fn: async (t) => {
    const watched = await watchTrading();
    const browser = await launchBrowser();
    try {
      for (const scheme of ["light", "dark"] as const) {
        const page = await openDashboard(browser, watched, { scheme });
        await t.step(`${scheme}: the book moves`, async () => {
          const before = await text(page, ".ladder");
          await eventually(async () => await text(page, ".ladder") !== before);
          assert.match(await text(page, "#link"), /live/);
          assert.match(await text(page, "#mode"), /replay · paper/i);
        });
        await t.step(`${scheme}: every view opens without a complaint`, async () => {
          for (const view of VIEWS) {
            await openView(page, view);
            await page.waitForTimeout(700);
          }
          assertQuiet(page);
        });
        await t.step(
          `${scheme}: nothing is serious that a scan for accessibility finds`,
          async () => {
            for (const view of VIEWS) {
              await openView(page, view);
              await page.waitForTimeout(700);
              assert.deepEqual(await seriousFindings(page), [], view);
            }
          },
        );
        await page.close();
      }
      await t.step("on a phone nothing sticks out", async () => {
        const page = await openDashboard(browser, watched, { width: 390, height: 800 });
        for (const view of VIEWS) {
          await openView(page, view);
          await page.waitForTimeout(300);
          const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
          assert.ok(wide <= 390, `${view} is ${wide} pixels wide`);
        }
        await page.close();
      });
    } finally {
      await browser.close();
      await watched.end();
    }
  },
});

Deno.test({
  ...needingBrowser("the dashboard's kill switch stops trading when it is pressed twice"),
  fn: async () => {
    const watched = await watchTrading();
    const browser = await launchBrowser();
    try {
      const page = await openDashboard(browser, watched);
      await shows(page, "#gate", /^open$/);
      await page.click("#kill");
      assert.match(await text(page, "#kill"), /again/);
      await page.waitForTimeout(100);
      assert.match(await text(page, "#gate"), /open/i, "one press does nothing");
      await page.click("#kill");
      await shows(page, "#gate", /^killed$/);
      assert.match(await text(page, "#kill"), KILLED);
      assert.equal(watched.server.plane.tap.trading().killedFor > 0, true);
      assertQuiet(page);
    } finally {
      await browser.close();
      await watched.end();
    }
  },
});

Deno.test({
  ...needingBrowser("the dashboard asks for a token before it kills, and takes no wrong one"),
  fn: async () => {
    const watched = await watchTrading();
    const browser = await launchBrowser();
    try {
      const page = await openDashboard(browser, watched, { token: false });
      await shows(page, "#gate", /^open$/);
      await page.keyboard.press("Shift+K");
      await page.keyboard.press("Shift+K");
      await page.waitForSelector("#sign-in[open]");
      await page.fill("#token", "wrong-token-0123456789");
      await page.click("#sign-in button[value=ok]");
      await shows(page, "#told", /token/);
      assert.equal(watched.server.plane.tap.trading().killedFor, 0);
    } finally {
      await browser.close();
      await watched.end();
    }
  },
});

Deno.test({
  ...needingBrowser("the dashboard says that nobody answers, and comes back by itself"),
  fn: async () => {
    const first = await watchTrading();
    const port = Number(new URL(first.url).port);
    const browser = await launchBrowser();
    try {
      const page = await openDashboard(browser, first);
      await first.end();
      await page.waitForSelector("#lost:not([hidden])");
      assert.match(await text(page, "#lost"), /does not answer/);
      const second = await watchTrading(port);
      try {
        await page.waitForSelector("#lost", { state: "hidden" });
        assert.match(await text(page, "#link"), /live/);
      } finally {
        await second.end();
      }
    } finally {
      await browser.close();
    }
  },
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: string[]; readonly failureSummary: string }[];
}

/** Serious and critical findings, by rule and place. */
async function seriousFindings(page: Page): Promise<string[]> {
  // The page's policy lets no script in from outside; a tester's own comes with its evaluation.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>("axe.run()");
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`)
    );
}
