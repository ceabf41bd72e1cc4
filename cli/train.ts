/** `millrace train`: a model from the simulated market or from recordings. */
import type { Command } from "commander";
import type { ExitCodeSink } from "./program.ts";

export function addTrain(_program: Command, _exit: ExitCodeSink): void {}
