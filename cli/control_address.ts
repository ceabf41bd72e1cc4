/**
 * Where a running session's API is and the token for it. What is named wins; otherwise the newest
 * session folder with a control.json, then the default address. Tokens come from a file or the
 * environment, never from the command line, where everybody on the machine could read them.
 */
import { ControlClient } from "../client/control_client.ts";
import { UserError } from "../core/base/errors.ts";
import { DEFAULT_ADDRESS } from "./serve_options.ts";

export interface AddressFlags {
  readonly url?: string;
  readonly tokenFile?: string;
  /** A session's folder. */
  readonly session?: string;
  /** Where sessions are kept. */
  readonly sessions: string;
}

interface ControlAddress {
  readonly url: string;
  readonly token: string | null;
}

export function controlClient(flags: AddressFlags): ControlClient {
  const found = flags.url === undefined ? foundAddress(flags) : undefined;
  const url = flags.url ?? found?.url ?? `http://${DEFAULT_ADDRESS}`;
  if (!URL.canParse(url)) {
    throw new UserError(`--url ${url}: must be like http://${DEFAULT_ADDRESS}`);
  }
  const token = flags.tokenFile === undefined
    ? Deno.env.get("MILLRACE_TOKEN") ?? found?.token ?? undefined
    : readToken(flags.tokenFile);
  return new ControlClient({ url, token, userAgent: "millrace-cli" });
}

/** @throws UserError when a named session has no address */
function foundAddress({ session, sessions }: AddressFlags): ControlAddress | undefined {
  if (session !== undefined) {
    const address = readAddress(session) ?? readAddress(`${sessions}/${session}`);
    if (address !== undefined) return address;
    throw new UserError(`--session ${session}: has no control.json; was it served?`);
  }
  try {
    return [...Deno.readDirSync(sessions)].map(({ name }) => name).sort().reverse()
      .map((name) => readAddress(`${sessions}/${name}`)).find((address) => address !== undefined);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}

function readAddress(folder: string): ControlAddress | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(`${folder}/control.json`));
  } catch {
    // Not a folder that was served: the next one may be.
    return undefined;
  }
}

function readToken(path: string): string {
  try {
    // A file of entries as --tokens takes it, or the token alone.
    const line = Deno.readTextFileSync(path).split("\n").find((text) => text.trim() !== "") ?? "";
    return line.trim().replace(/^[\w.-]+:(read|trade|admin):/, "");
  } catch {
    throw new UserError(`--token-file ${path}: cannot be read`);
  }
}
