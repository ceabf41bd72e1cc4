/** `millrace status`, `orders`, `positions`, `kill` …: a running session from the command line. */
import type { Command } from "commander";
import type { ControlClient } from "../client/control_client.ts";
import { ControlProblem } from "../client/control_transport.ts";
import { EXIT_FAILED, EXIT_OK, UserError } from "../core/base/errors.ts";
import { type AddressFlags, controlClient } from "./control_address.ts";
import { fillsText, ordersText, positionsText, statusText } from "./control_text.ts";
import type { ExitCodeSink } from "./exit_code.ts";

interface ControlFlags extends AddressFlags {
  readonly json?: boolean;
  readonly because?: string;
  readonly all?: boolean;
}

interface Shown {
  readonly value: unknown;
  readonly text: string;
}

/** Commands that only look. */
const LOOKS: readonly {
  readonly name: string;
  readonly help: string;
  readonly look: (client: ControlClient, flags: ControlFlags) => Promise<Shown>;
}[] = [
  {
    name: "status",
    help: "What a running session is doing.",
    look: async (client) => {
      const value = await client.showStatus();
      return { value, text: statusText(value) };
    },
  },
  {
    name: "orders",
    help: "Open orders of a running session; --all: recent ones.",
    look: async (client, { all }) => {
      const value = await client.listOrders({ state: all === true ? "all" : "open" });
      return { value, text: ordersText(value.items) };
    },
  },
  {
    name: "fills",
    help: "Recent fills of a running session.",
    look: async (client) => {
      const value = await client.listFills();
      return { value, text: fillsText(value.items) };
    },
  },
  {
    name: "positions",
    help: "Positions of a running session and what they have earned.",
    look: async (client) => {
      const value = await client.listPositions();
      return { value, text: positionsText(value.items) };
    },
  },
];

/** Commands of the risk gate. */
const COMMANDS = [
  ["kill", "Cancel everything and let nothing out any more, until rearm."],
  ["rearm", "End a kill."],
  ["pause", "Send nothing new; reductions are let out."],
  ["resume", "End a pause."],
  ["flatten", "Cancel what is open and close positions."],
] as const;

export function addControlCommands(program: Command, exit: ExitCodeSink): void {
  for (const { name, help, look } of LOOKS) {
    const command = withAddress(program.command(name).description(help));
    if (name === "orders") command.option("--all", "recent orders, not only open ones");
    command.action(async (flags: ControlFlags) => {
      const { value, text } = await asked(look(controlClient(flags), flags));
      console.log(flags.json ? JSON.stringify(value, undefined, 2) : text);
      exit(EXIT_OK);
    });
  }
  for (const [name, help] of COMMANDS) {
    withAddress(program.command(name).description(help))
      .option("--because <reason>", "for the audit log")
      .action(async (flags: ControlFlags) => {
        const client = controlClient(flags);
        const body = flags.because === undefined ? {} : { because: flags.because };
        const result = await asked(client[name](body));
        console.log(
          flags.json ? JSON.stringify(result, undefined, 2) : `${name}: ${result.outcome}`,
        );
        exit(result.outcome === "refused" ? EXIT_FAILED : EXIT_OK);
      });
  }
}

function withAddress(command: Command): Command {
  return command
    .option("--session <folder>", "the session's folder or its name (default: the newest)")
    .option("--sessions <folder>", "where sessions are kept", "sessions")
    .option("--url <address>", "address of its API")
    .option("--token-file <file>", "its token (or MILLRACE_TOKEN; default: the session's own)")
    .option("--json", "print JSON");
}

/** What the server or the way to it has against it, as one line. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof ControlProblem) {
      throw new UserError(`the session refuses (${thrown.status}): ${thrown.message}`);
    }
    if (thrown instanceof TypeError || thrown instanceof DOMException) {
      throw new UserError(`no running session answers (${thrown.message}); --url says where it is`);
    }
    throw thrown;
  }
}
