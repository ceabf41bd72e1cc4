/** `millrace data`: look into a tape, prove that it is whole. */
import type { Command } from "commander";
import type { ExitCodeSink } from "./program.ts";

export function addData(_program: Command, _exit: ExitCodeSink): void {}
