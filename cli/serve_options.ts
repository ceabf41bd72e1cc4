/**
 * The options by which a running session can be watched and commanded, and the server behind them.
 * The server and its libraries are loaded only when they are wanted.
 */
import type { Command } from "commander";
import { fileURLToPath } from "node:url";
import { UserError } from "../core/base/errors.ts";
import type { ControlOptions } from "../core/control/control_options.ts";
import type { ControlServer } from "../core/control/control_server.ts";
import type { JobProgram } from "../core/control/jobs/job_runner.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import { DEFAULT_MODELS, ModelFolderShelf } from "../models/model_folder_shelf.ts";
import type { SessionView } from "../core/supervisor/session_view.ts";

export const DEFAULT_ADDRESS = "127.0.0.1:7077";

export interface ServeFlags {
  /** true = the default address. */
  readonly serve?: string | boolean;
  readonly serveName: readonly string[];
  readonly tokens?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export function addServeOptions(command: Command): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  return command
    .option("--serve [host:port]", `API, metrics and dashboard (default: ${DEFAULT_ADDRESS})`)
    .option("--serve-name <name>", "a name beside localhost that it answers to", collect, [])
    .option("--tokens <file>", "name:scope:token a line, mode 0600 (or MILLRACE_TOKENS)")
    .option("--tls-cert <file>", "certificate, PEM; with --tls-key it speaks HTTPS")
    .option("--tls-key <file>", "its private key, PEM");
}

/** @throws UserError naming the option that is wrong */
export function controlOptionsOf(flags: ServeFlags): Omit<ControlOptions, "view"> | undefined {
  const { serve, tlsCert, tlsKey, tokens } = flags;
  if (serve === undefined || serve === false) return undefined;
  const address = serve === true ? DEFAULT_ADDRESS : serve;
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[\w.-]+):)?(\d{1,5})$/.exec(address);
  if (match === null || Number(match[2]) > 65_535) {
    throw new UserError(
      `--serve ${address}: must be a port or HOST:PORT, for instance ${DEFAULT_ADDRESS}`,
    );
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UserError("--tls-cert and --tls-key: one needs the other");
  }
  return {
    ...(match[1] === undefined ? {} : { host: match[1] }),
    port: Number(match[2]),
    names: flags.serveName.map((name) => name.toLowerCase()),
    tokens: Deno.env.get("MILLRACE_TOKENS"),
    tokensFile: tokens,
    tls: tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey },
  };
}

/** Starts the control plane of a session. */
export async function serveSession(
  options: Omit<ControlOptions, "view">,
  view: SessionView,
  { model, runtime }: SessionJob,
): Promise<ControlServer> {
  const { startControl } = await import("../core/control/control_server.ts");
  const { DASHBOARD_FILES } = await import("../dashboard/files.ts");
  return await startControl({
    dashboard: DASHBOARD_FILES,
    ...options,
    view,
    model,
    runtime,
    models: new ModelFolderShelf(DEFAULT_MODELS),
    jobs: jobProgram(view.folder),
  });
}

/** This program once more, where it may be started; undefined = it may not. */
function jobProgram(folder: string | undefined): JobProgram | undefined {
  const program = Deno.execPath();
  const { state } = Deno.permissions.querySync({ name: "run", command: program });
  if (state !== "granted") return undefined;
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"];
  return {
    program,
    args: Deno.build.standalone ? [] : ["run", "--no-prompt", ...permissions, main],
    folder: `${folder ?? "out"}/jobs`,
    data: Deno.env.get("MILLRACE_DATA"),
  };
}

/** What a person has to know to watch it. */
export function servingText({ url, token }: ControlServer): string {
  return token === undefined
    ? `watch it at ${url}/`
    : `watch it at ${url}/#token=${token}\ntoken of this run (scope admin): ${token}`;
}
