/**
 * `deno task compile`: one executable that runs every command on a machine without Deno.
 *
 * ```text
 *   main.ts, workers/ ─▶ stage ─┬─▶ deno compile ──────────────▶ dist/millrace
 *   npm packages              │      (needs Deno's base binary)
 *   shipped models            └─▶ pack: launcher.sh + tar.gz ──▶ dist/millrace
 *                                    with Deno itself in it
 * ```
 *
 * It is made for the system that it is made on. The packed form exists for Linux only; it needs
 * glibc, `sh`, `tail`, `gzip`, `tar` and `mktemp` there, which every distribution brings.
 */
import { parseArgs } from "node:util";
import { EXIT_BAD_INPUT, EXIT_FAILED, messageOf, UserError } from "../core/base/errors.ts";
import { compileProgram } from "./standalone/compile_program.ts";
import { packProgram } from "./standalone/pack_program.ts";
import { stageProgram } from "./standalone/stage_program.ts";

const HELP = `Makes one executable that runs Millrace on a machine without Deno.

  deno task compile                    dist/millrace
  deno task compile --out /tmp/mill    somewhere else
  deno task compile --packed           self-extracting, without trying deno compile first`;

async function main(args: string[]): Promise<void> {
  const { out, packed, help } = flagsOf(args);
  if (help) return console.log(HELP);
  const stage = await Deno.makeTempDir({ prefix: "millrace-stage-" });
  try {
    const program = await stageProgram(new URL("../", import.meta.url), `${stage}/program`);
    await Deno.mkdir(out.replace(/[^/]*$/, "") || ".", { recursive: true });
    const refusal = packed ? "--packed" : await compileProgram(program, out);
    if (refusal !== undefined) {
      if (!packed) console.log(`no deno compile here: ${refusal}; packing Deno itself instead`);
      await packProgram(program, stage, out);
    }
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
  const { size } = await Deno.stat(out);
  const { os, arch } = Deno.build;
  console.log(`${out}: ${(size / 1e6).toFixed(1)} MB, for ${os} ${arch}; try ${out} replay --help`);
}

function flagsOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        out: { type: "string", default: "dist/millrace" },
        packed: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (thrown) {
    throw new UserError(`${messageOf(thrown)}\n${HELP}`);
  }
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (thrown) {
    console.error(`compile: ${messageOf(thrown)}`);
    Deno.exit(thrown instanceof UserError ? EXIT_BAD_INPUT : EXIT_FAILED);
  }
}
