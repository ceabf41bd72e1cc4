/**
 * The packed executable, on what looks like a machine without Deno: a bare PATH, an empty home, no
 * way to the network.
 */
import assert from "node:assert/strict";
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED } from "../../core/base/errors.ts";
import { buildProgram } from "../../cli/program.ts";
import { compileProgram } from "../../tools/standalone/compile_program.ts";

const PROJECT = new URL("../../", import.meta.url).pathname;
/** Enough to fill windows, books and a few batches. */
const REPLAY = ["replay", "--events", "20000", "--seed", "7", "--json", "--quiet"];
/** All that the launcher may need of a machine. */
const TOOLS = ["sh", "mkdir", "mktemp", "mv", "rm", "tail", "gzip", "tar"];
const UNREACHABLE = "http://127.0.0.1:9";

interface Machine {
  readonly executable: string;
  readonly home: string;
  readonly path: string;
}

Deno.test({
  name: "compile --packed makes an executable that needs neither Deno nor a network",
  ignore: Deno.build.os !== "linux",
  fn: async (t) => {
    await inTempFolder(async (folder) => {
      const machine = await bareMachine(folder);

      await t.step("it replays to the same hashes as the project does", async () => {
        const expected = summaryOf(await runProject(REPLAY));
        // Two first runs at once: one of them unpacks for both. Between them they start every worker.
        const runs = await Promise.all(
          ["fused", "split"].map((placement) =>
            run(machine, [...REPLAY, "--placement", placement])
          ),
        );
        for (const outcome of runs) {
          const { events, frames, hashes } = summaryOf(outcome);
          assert.deepEqual({ events, frames, hashes }, {
            events: expected.events,
            frames: expected.frames,
            hashes: expected.hashes,
          });
        }
      });

      await t.step("it unpacks once", async () => {
        const { folders, deno } = unpacked(machine);
        assert.equal(folders.length, 1, `one folder and nothing left over: ${folders}`);
        await run(machine, ["--help"]);
        assert.equal(unpacked(machine).deno.ino, deno.ino);
        assert.equal(unpacked(machine).folders.length, 1);
      });

      await t.step(
        "it has every command, and passes arguments and exit codes through",
        async () => {
          const help = await run(machine, ["--help"]);
          assert.equal(help.code, 0, help.stderr);
          const commands = [...help.stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
          const program = buildProgram(() => {});
          const names = program.commands.map((known) => known.name());
          assert.deepEqual(commands.sort(), [...names, "help"].sort());
          const unknown = await run(machine, ["replay", "--no such option"]);
          assert.equal(unknown.code, EXIT_BAD_INPUT);
          assert.match(unknown.stderr, /'--no such option'/);
        },
      );

      await t.step("it serves its API and pages from what it carries", async () => {
        const child = command(machine, ["replay", "--serve", "0", "--quiet"]).spawn();
        const url = await servedAt(child.stderr);
        for (
          const path of ["/v1/status", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/"]
        ) {
          const response = await fetch(url + path);
          assert.equal(response.status, 200, path);
          await response.body?.cancel();
        }
        child.kill("SIGINT");
        await child.stdout.cancel();
        assert.equal((await child.status).code, EXIT_INTERRUPTED);
      });

      await t.step("it ends on Ctrl-C like the program itself", async () => {
        const child = command(machine, ["replay", "--speed", "1x", "--json"]).spawn();
        await new Promise((resolve) => setTimeout(resolve, 1500));
        child.kill("SIGINT");
        assert.equal((await child.output()).code, EXIT_INTERRUPTED);
      });

      await t.step("it says so when it is damaged, and leaves nothing behind", async () => {
        const executable = `${folder}/damaged`;
        await Deno.copyFile(machine.executable, executable);
        await Deno.truncate(executable, 20_000_000);
        const damaged = { ...machine, executable, home: `${folder}/second_home` };
        const { code, stderr } = await run(damaged, ["--help"]);
        assert.equal(code, EXIT_FAILED);
        assert.match(stderr, /damaged/);
        assert.deepEqual([...Deno.readDirSync(`${damaged.home}/.cache/millrace`)], []);
      });

      await t.step("it says so when there is nowhere to unpack", async () => {
        const { code, stderr } = await run({ ...machine, home: "/dev/null" }, ["--help"]);
        assert.equal(code, EXIT_FAILED);
        assert.match(stderr, /^millrace: cannot unpack into .*XDG_CACHE_HOME.*\n$/);
      });
    });
  },
});

Deno.test("compileProgram() gives the reason when deno compile fails", async () => {
  await inTempFolder(async (folder) => {
    const program = { folder, permissions: [], version: "0", unreached: [] };
    assert.match(await compileProgram(program, `${folder}/out`) ?? "", /main\.ts/);
  });
});

Deno.test("compileProgram() refuses an executable when it does not run the program", async () => {
  await inTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/main.ts`, 'console.log("replay");');
    const program = { folder, permissions: [], version: "0", unreached: [] };
    // Deno itself as the base binary: it starts, but as Deno.
    Deno.env.set("DENORT_BIN", Deno.execPath());
    try {
      assert.match(await compileProgram(program, `${folder}/out`) ?? "", /does not start/);
    } finally {
      Deno.env.delete("DENORT_BIN");
    }
  });
});

/** Waits until it says where it can be watched. */
async function servedAt(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stderr.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const said = /watch it at (http:\/\/[\w.:]+)\//.exec(text);
    if (said !== null) return said[1];
  }
  throw new Error(`it never said where it can be watched: ${text}`);
}

async function inTempFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "millrace-compile-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Makes the executable, and a PATH with only the tools that it may need. */
async function bareMachine(folder: string): Promise<Machine> {
  const machine = {
    executable: `${folder}/mill race`,
    home: `${folder}/home`,
    path: `${folder}/bin`,
  };
  const flags = ["run", "-A", "tools/compile.ts", "--packed", "--out", machine.executable];
  const made = await output(new Deno.Command(Deno.execPath(), { args: flags, cwd: PROJECT }));
  assert.equal(made.code, 0, made.stderr);
  await Deno.mkdir(machine.path);
  for (const tool of TOOLS) await Deno.symlink(await whereIs(tool), `${machine.path}/${tool}`);
  return machine;
}

async function whereIs(tool: string): Promise<string> {
  const { stdout } = await output(new Deno.Command("sh", { args: ["-c", `command -v ${tool}`] }));
  return stdout.trim();
}

function command({ executable, home, path }: Machine, args: readonly string[]): Deno.Command {
  return new Deno.Command(executable, {
    args: [...args],
    cwd: "/",
    clearEnv: true,
    env: { HOME: home, PATH: path, HTTP_PROXY: UNREACHABLE, HTTPS_PROXY: UNREACHABLE },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

function run(machine: Machine, args: readonly string[]) {
  return output(command(machine, args));
}

/** The same command line through deno.json's task. */
function runProject(args: readonly string[]) {
  return output(
    new Deno.Command(Deno.execPath(), { args: ["task", "--quiet", ...args], cwd: PROJECT }),
  );
}

async function output(command: Deno.Command) {
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function summaryOf({ code, stdout, stderr }: Awaited<ReturnType<typeof output>>) {
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

function unpacked({ home }: Machine) {
  const cache = `${home}/.cache/millrace`;
  const folders = [...Deno.readDirSync(cache)].map(({ name }) => name);
  return { folders, deno: Deno.statSync(`${cache}/${folders[0]}/deno`) };
}
