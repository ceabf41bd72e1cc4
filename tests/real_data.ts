/**
 * Tests against real recordings. They need a folder of files whose terms are the venues' own, so it
 * is not part of the project: MILLRACE_DATA names it (default ../shared/data). Where it is missing the tests are
 * skipped, visibly and by name; MILLRACE_REQUIRE=data turns that into a failure.
 */

const FOLDER = Deno.env.get("MILLRACE_DATA") ??
  new URL("../../shared/data", import.meta.url).pathname;
const REQUIRED = (Deno.env.get("MILLRACE_REQUIRE") ?? "").split(",").includes("data");

/** Path of a recording below the data folder. */
export function dataPath(name: string): string {
  return `${FOLDER}/${name}`;
}

/** A test that reads the named recordings. */
export function dataTest(
  name: string,
  recordings: readonly string[],
  body: (paths: string[]) => void | Promise<void>,
): void {
  const paths = recordings.map(dataPath);
  const missing = paths.filter((path) => !exists(path));
  const skip = missing.length > 0 && !REQUIRED;
  Deno.test({
    name: skip ? `${name} [skipped: no ${missing.join(", ")}]` : name,
    ignore: skip,
    fn: () => body(paths),
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
