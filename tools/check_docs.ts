/**
 * Type-checks the examples: code blocks marked `ts` in the documents and in JSDoc. An example may
 * leave unused what it declares, so that rule alone is lifted.
 */
const ROOTS = ["main.ts", "cli", "core", "exchange", "models"];

/** README.md and its like, and what lies in docs/. */
function documents(): string[] {
  return ["", "docs/"].flatMap((folder) =>
    [...Deno.readDirSync(folder || ".")]
      .filter(({ name }) => name.endsWith(".md")).map(({ name }) => folder + name)
  ).sort();
}

const config = JSON.parse(await Deno.readTextFile("deno.json"));
config.compilerOptions.noUnusedLocals = false;
const folder = await Deno.makeTempDir({ prefix: "millrace-docs-" });
try {
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
  const flags = ["--quiet", "--no-lock", "--doc-only", "--config", `${folder}/deno.json`];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["check", ...flags, ...ROOTS, ...documents()],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
}
