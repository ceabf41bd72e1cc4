/** Where numbers were taken: without this they mean nothing. */

export interface Environment {
  readonly date: string;
  readonly machine: string;
  readonly cores: number;
  readonly deno: string;
  readonly v8: string;
  readonly commit: string;
}

export function describeEnvironment(): Environment {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpuModel()}, ${Deno.build.os} ${Deno.build.arch}`,
    cores: navigator.hardwareConcurrency,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    commit: commit(),
  };
}

function cpuModel(): string {
  if (Deno.build.os !== "linux") return "processor unknown";
  const model = /^model name\s*:\s*(.+)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"));
  return model === null ? "processor unknown" : model[1];
}

/** Short commit, with a plus where the working tree differs from it. */
function commit(): string {
  const hash = git("rev-parse", "--short", "HEAD");
  if (hash === undefined) return "no commit";
  return git("status", "--porcelain", "--untracked-files=no") === "" ? hash : `${hash}+`;
}

function git(...args: readonly string[]): string | undefined {
  try {
    const cwd = new URL("..", import.meta.url);
    const { success, stdout } = new Deno.Command("git", { args: [...args], cwd }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}
