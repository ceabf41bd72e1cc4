/** A page of a real browser on the dashboard of a real session. */
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "npm:playwright-core@1.65.1";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import type { SessionJob } from "../../core/supervisor/job.ts";
import { DASHBOARD_FILES } from "../../dashboard/files.ts";
import { browserProgram } from "../../tools/browser_program.ts";
import { ADMIN, type Watched, watchSession } from "../control/watched_session.ts";

export interface PageChoice {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** Opens it with a token; default: it does. */
  readonly token?: boolean;
}

/** A session that a maker trades on paper, with the dashboard. */
export function watchTrading(port = 0): Promise<Watched> {
  return watchSession({ dashboard: DASHBOARD_FILES, port }, (job): SessionJob => ({
    ...job,
    trading: {
      strategies: [{ ref: "micro_price_maker", given: {}, seed: 1 }],
      limits: RISK_PRESETS.moderate,
      models: {},
    },
  }));
}

/** The browser; close it at the end. */
export async function launchBrowser(): Promise<Browser> {
  const program = browserProgram();
  if (program === undefined) throw new Error("no browser");
  return await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/** What a page said that it should not have: errors, warnings, refusals of its policy. */
export const complaints = new WeakMap<Page, string[]>();

/** Opens the dashboard and waits for its first prices. */
export async function openDashboard(
  browser: Browser,
  { url }: Pick<Watched, "url">,
  { scheme = "light", width = 1_400, height = 1_000, token = true }: PageChoice = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  const said: string[] = [];
  complaints.set(page, said);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`${url}/${token ? `#token=${ADMIN}` : ""}`);
  await page.locator(".ladder .bid .bar[style*=width]").first().waitFor();
  return page;
}

/** Opens another of its views. */
export async function openView(page: Page, name: string): Promise<void> {
  await page.click(`#tabs a[href="#${name}"]`);
  await page.waitForSelector("#view .panel");
}

/** Fails with what the page complained of. */
export function assertQuiet(page: Page): void {
  assert.deepEqual(complaints.get(page), []);
}

/** Waits until something holds. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 30_000;
  while (!await holds()) {
    assert.ok(performance.now() < until, "it did not come true within half a minute");
    await new Promise((next) => setTimeout(next, 50));
  }
}
