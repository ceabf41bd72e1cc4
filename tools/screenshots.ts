/**
 * `deno task screenshots`: pictures of the dashboard for docs/screenshots, taken by a real
 * browser of a real session (the practice exchange, on paper), and what the page costs: bytes, time to
 * its first paint, frames a second while it runs.
 */
import { type Browser, chromium, type Page } from "npm:playwright-core@1.65.1";
import { DASHBOARD_FILES } from "../dashboard/files.ts";
import { browserProgram } from "./browser_program.ts";

const ROOT = new URL("../", import.meta.url);
const FOLDER = new URL("docs/screenshots/", ROOT);
/** Long enough for charts to have something to show. */
const WARM_MILLIS = 45_000;
const SETTLE_MILLIS = 3_000;
const FRAMES_MILLIS = 5_000;
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w.~-]+/;

/** View, theme, width, height. */
const PICTURES = [
  ["market", "dark", 1_400, 1_000],
  ["market", "light", 390, 844],
  ["trading", "light", 1_400, 1_000],
  ["pipeline", "dark", 1_400, 1_000],
] as const;

const program = browserProgram();
if (program === undefined) {
  console.error("screenshots: no Chromium on the PATH; MILLRACE_BROWSER may name one");
  Deno.exit(1);
}
const kept = await Deno.makeTempDir({ prefix: "millrace-pictures-" });
const session = new Deno.Command(Deno.execPath(), {
  args: ["run", "-A", "main.ts", "live", "--duration", "150s", "--out", kept],
  cwd: ROOT,
  stdin: "null",
  stdout: "piped",
  stderr: "inherit",
}).spawn();
const browser = await chromium.launch({
  executablePath: program,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  const address = await addressOf(session.stdout);
  await Deno.mkdir(FOLDER, { recursive: true });
  console.log(`files of the page: ${DASHBOARD_FILES.size}, ${bytesText()} as sent`);
  const watching = await open(browser, address, "dark", 1_400, 1_000);
  const paint = await watching.evaluate<number>(
    'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN',
  );
  console.log(`first contentful paint: ${paint.toFixed(0)} ms`);
  await watching.waitForTimeout(WARM_MILLIS);
  console.log(`frames a second: ${(await framesPerSecond(watching)).toFixed(1)}`);
  for (const [view, scheme, width, height] of PICTURES) {
    await watching.emulateMedia({ colorScheme: scheme });
    await watching.setViewportSize({ width, height });
    await watching.click(`#tabs a[href="#${view}"]`);
    await watching.waitForTimeout(SETTLE_MILLIS);
    const name = `${view}_${scheme}${width < 500 ? "_phone" : ""}.png`;
    await watching.screenshot({ path: new URL(name, FOLDER).pathname });
    console.log(`docs/screenshots/${name}`);
  }
} finally {
  await browser.close();
  session.kill("SIGINT");
  await session.status;
  await Deno.remove(kept, { recursive: true });
}

/** Where the session says that it can be watched; goes on reading, so that it is never held up. */
async function addressOf(output: ReadableStream<Uint8Array>): Promise<string> {
  const found = Promise.withResolvers<string>();
  let text = "";
  const reading = (async () => {
    for await (const chunk of output.pipeThrough(new TextDecoderStream())) {
      if (text.length < 100_000) text += chunk;
      const match = ADDRESS.exec(text);
      if (match !== null) found.resolve(match[0]);
    }
    found.reject(new Error(`the session ended without an address:\n${text}`));
  })();
  reading.catch(found.reject);
  return await found.promise;
}

async function open(
  browser: Browser,
  address: string,
  colorScheme: "light" | "dark",
  width: number,
  height: number,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(address);
  await page.locator(".ladder .bid .bar[style*=width]").first().waitFor();
  return page;
}

function framesPerSecond(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    let frames = 0;
    const began = performance.now();
    const count = () => {
      frames++;
      const passed = performance.now() - began;
      if (passed > ${FRAMES_MILLIS}) resolve(frames * 1000 / passed);
      else requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  })`);
}

function bytesText(): string {
  const bytes = [...DASHBOARD_FILES.values()]
    .reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0);
  return `${(bytes / 1_024).toFixed(0)} KiB`;
}
