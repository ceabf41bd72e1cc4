/**
 * `deno task bench`: runs the benchmarks and prints a table; with `--write` also puts it on top of
 * RESULTS.md.
 */
import { Command, Option } from "commander";
import { BENCHES } from "./catalogue.ts";
import { describeEnvironment } from "./environment.ts";
import { SIZES } from "./harness.ts";
import { renderSection, renderText, type ResultRow, runBench } from "./report.ts";

const RESULTS = new URL("./RESULTS.md", import.meta.url);

interface Flags {
  readonly only?: string;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly write?: boolean;
  readonly note: string;
}

async function bench(flags: Flags): Promise<void> {
  const size = flags.quick ? SIZES.quick : SIZES.full;
  const wanted = BENCHES.filter(({ name }) => flags.only === undefined || name === flags.only);
  const environment = describeEnvironment();
  const rows: ResultRow[] = [];
  for (const each of wanted) {
    if (!flags.json) console.error(`… ${each.name}`);
    rows.push(...await runBench(each, size));
  }
  console.log(
    flags.json
      ? JSON.stringify({ ...environment, size: size.name, rows }, undefined, 2)
      : renderText(environment, rows),
  );
  if (flags.write) writeSection(renderSection(environment, rows, flags.note));
}

/** Newest first: the section goes in front of the one that is first now. Formatted as the gate asks. */
function writeSection(section: string): void {
  const text = Deno.readTextFileSync(RESULTS);
  const at = text.indexOf("\n## ");
  const head = at < 0 ? text.trimEnd() : text.slice(0, at).trimEnd();
  const rest = at < 0 ? "" : text.slice(at + 1);
  Deno.writeTextFileSync(RESULTS, `${head}\n\n${section}${rest === "" ? "" : `\n${rest}`}`);
  new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", RESULTS.pathname] }).outputSync();
}

await new Command("deno task bench")
  .description("Run the benchmarks, each against its baseline in the same process.")
  .addOption(
    new Option("--only <name>", "one benchmark").choices(BENCHES.map(({ name }) => name)),
  )
  .option("--quick", "fewer and shorter runs: a look, not a result")
  .option("--json", "print plain data instead of the table")
  .option("--write", "put the table on top of bench/RESULTS.md")
  .option("--note <line>", "what has changed since the last results, for --write", "")
  .action(bench)
  .parseAsync(Deno.args, { from: "user" });
