/**
 * Starts the control plane of a session: one HTTP server in the main thread, which only reads shared
 * memory and hands commands over. It can fail without the session noticing.
 */
import { UserError } from "../base/errors.ts";
import { controlApp } from "./control_app.ts";
import { type ControlOptions, DEFAULT_HOST } from "./control_options.ts";
import { ControlPlane } from "./control_plane.ts";
import { isLoopback } from "./security/addresses.ts";
import { Tokens } from "./security/tokens.ts";

const OWNER_ONLY = 0o600;

export interface ControlServer {
  /** Where it can be watched, without a slash at the end. */
  readonly url: string;
  /** The token that was made for this run; undefined = tokens were given. */
  readonly token: string | undefined;
  readonly plane: ControlPlane;
  close(): Promise<void>;
}

/** @throws UserError when tokens or TLS files cannot be used, or the address is taken */
export async function startControl(options: ControlOptions): Promise<ControlServer> {
  const { host = DEFAULT_HOST, port, view } = options;
  const { tokens, word } = await tokensOf(options);
  const tls = options.tls === undefined ? {} : {
    cert: await pemOf(options.tls.cert),
    key: await pemOf(options.tls.key),
  };
  const plane = new ControlPlane(options);
  const app = controlApp(plane, tokens);
  if (Deno.env.get("OTEL_DENO") === "true") {
    const { exportTelemetry } = await import("./otlp/telemetry_export.ts");
    exportTelemetry(plane);
  }
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({
      hostname: host.replace(/^\[|\]$/g, ""),
      port,
      ...tls,
      onListen: () => {},
    }, (request, info) => app.fetch(request, { remote: info.remoteAddr.hostname }));
  } catch (thrown) {
    plane.close();
    if (!(thrown instanceof Deno.errors.AddrInUse)) throw thrown;
    throw new UserError(`--port ${port}: something else listens on ${host}:${port}; 0 takes any`);
  }
  const shown = isLoopback(host) ? host : server.addr.hostname;
  const name = shown.includes(":") && !shown.startsWith("[") ? `[${shown}]` : shown;
  const url = `${options.tls === undefined ? "http" : "https"}://${name}:${server.addr.port}`;
  await leaveAddress(view.folder, url, word);
  return {
    url,
    token: word,
    plane,
    close: async () => {
      plane.close();
      await server.shutdown();
      await removeAddress(view.folder);
    },
  };
}

async function tokensOf(
  { tokens, tokensFile }: ControlOptions,
): Promise<{ readonly tokens: Tokens; readonly word: string | undefined }> {
  if (tokensFile !== undefined) return { tokens: await Tokens.read(tokensFile), word: undefined };
  if (tokens !== undefined) {
    return { tokens: Tokens.parse(tokens, "MILLRACE_TOKENS"), word: undefined };
  }
  return Tokens.generate();
}

async function pemOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    throw new UserError(
      `${path}: cannot be read; TLS needs a certificate and its key as PEM files`,
    );
  }
}

/** Where the command line finds the running session: for its owner's eyes. */
async function leaveAddress(
  folder: string | undefined,
  url: string,
  token: string | undefined,
): Promise<void> {
  if (folder === undefined) return;
  const text = JSON.stringify({ url, token: token ?? null });
  await Deno.writeTextFile(`${folder}/control.json`, `${text}\n`, { mode: OWNER_ONLY });
}

/** A session that has ended cannot be found any more. */
async function removeAddress(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await Deno.remove(`${folder}/control.json`);
  } catch (thrown) {
    // Somebody has tidied up already.
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
