/**
 * Where the browser is that pages are tested and pictured with: MILLRACE_BROWSER, or a Chromium on the
 * PATH.
 */

export const BROWSER_NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** Path of its program; undefined = there is none. */
export function browserProgram(): string | undefined {
  const named = Deno.env.get("MILLRACE_BROWSER");
  if (named !== undefined) return named;
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return BROWSER_NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).find(
    isThere,
  );
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
