/**
 * Tests in a real browser: Chromium, without a window. MILLRACE_BROWSER names its program (default:
 * chromium and its other names, from the PATH). Where there is none the tests are skipped, visibly and
 * by name; MILLRACE_REQUIRE=services turns that into a failure.
 */

import { BROWSER_NAMES, browserProgram } from "../tools/browser_program.ts";

const REQUIRED = (Deno.env.get("MILLRACE_REQUIRE") ?? "").split(",").includes("services");
/** Lines that pages wrote: `[pid:…:INFO:CONSOLE:12] "text", source: …`. */
const CONSOLE_LINE = /:CONSOLE[:(]\d+\)?\] (.*)$/gm;

/** What became of a page. */
export interface LoadedPage {
  /** After its scripts ran. */
  readonly dom: string;
  /** What it wrote to the console: errors, and what its policy kept it from. */
  readonly console: readonly string[];
}

export interface PageOptions {
  readonly dark?: boolean;
  /** Runs behind the page's own scripts. */
  readonly script?: string;
}

/** Skips a test visibly where there is no browser. @returns name and whether it is skipped */
export function needingBrowser(name: string): { readonly name: string; readonly ignore: boolean } {
  const ignore = browserProgram() === undefined && !REQUIRED;
  return { name: ignore ? `${name} [skipped: no ${BROWSER_NAMES.join(", ")}]` : name, ignore };
}

/** A test that loads pages. */
export function browserTest(
  name: string,
  body: (load: (html: string, options?: PageOptions) => Promise<LoadedPage>) => Promise<void>,
): void {
  Deno.test({
    ...needingBrowser(name),
    fn: async () => {
      const program = browserProgram();
      if (program === undefined) throw new Error(`no browser: none of ${BROWSER_NAMES.join(", ")}`);
      await body((html, options) => load(program, html, options));
    },
  });
}

async function load(
  program: string,
  html: string,
  { dark = false, script }: PageOptions = {},
): Promise<LoadedPage> {
  const folder = await Deno.makeTempDir({ prefix: "millrace-browser-" });
  try {
    const path = `${folder}/page.html`;
    const added = script === undefined ? "" : `<script>{${script}}</script>`;
    await Deno.writeTextFile(path, html.replace("</body>", `${added}</body>`));
    const { stdout, stderr, success } = await new Deno.Command(program, {
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        `--user-data-dir=${folder}/profile`,
        `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
        "--window-size=1300,1000",
        "--virtual-time-budget=5000",
        "--enable-logging=stderr",
        "--dump-dom",
        `file://${path}`,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    const log = decoder.decode(stderr);
    if (!success) throw new Error(`${program} failed: ${log}`);
    const lines = [...log.matchAll(CONSOLE_LINE)].map(([, text]) => text);
    return { dom: decoder.decode(stdout), console: lines };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
