/** Receives a command's exit code; main.ts ends the program with it. */
export type ExitCodeSink = (code: number) => void;
