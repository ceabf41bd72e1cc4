/** The commands of Millrace, as a person sees them. */
import { Command } from "commander";
import { addBacktest } from "./backtest.ts";
import { addControlCommands } from "./control_commands.ts";
import { addData } from "./data.ts";
import { addDoctor } from "./doctor.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addExchange } from "./exchange.ts";
import { addFeatures } from "./features.ts";
import { addLive } from "./live.ts";
import { addReplay } from "./replay.ts";
import { addSessions } from "./sessions.ts";
import { addTrain } from "./train.ts";

export function buildProgram(exit: ExitCodeSink): Command {
  const program = new Command("millrace")
    .description("A low-latency trading runtime: market data in, orders out.")
    .exitOverride()
    .showHelpAfterError("(add --help to see what is possible)")
    .configureHelp({ sortSubcommands: false, helpWidth: 100 });
  addReplay(program, exit);
  addLive(program, exit);
  addSessions(program, exit);
  addBacktest(program, exit);
  addExchange(program, exit);
  addTrain(program, exit);
  addFeatures(program, exit);
  addData(program, exit);
  addDoctor(program, exit);
  addControlCommands(program, exit);
  return program;
}
