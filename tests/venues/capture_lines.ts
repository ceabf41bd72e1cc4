/** Hand-made session captures for tests. */
import { CaptureSource } from "../../core/venues/captures/capture_source.ts";
import { type DriveResult, driveSource } from "./drive_source.ts";

export const NAME = "made.jsonl";
const SECONDS = 1_786_309_548;

export function header(exchange: string): string {
  return JSON.stringify({ t: "header", format: 2, exchange, config: {}, recorded: SECONDS });
}

/** A received frame, i milliseconds into the session. */
export function recv(i: number, data: string, conn = "ws.1"): string {
  return `{"t":"recv","conn":"${conn}","ts":${timeText(i)},"data":${JSON.stringify(data)}}`;
}

/** An answer to a request. */
export function http(i: number, url: string, data: string): string {
  return `{"t":"http","conn":"http.0","ts":${timeText(i)},"url":"${url}","data":${
    JSON.stringify(data)
  }}`;
}

export function timeText(millis: number): string {
  return `${SECONDS}.${String(millis).padStart(3, "0")}`;
}

export function captureOf(exchange: string, lines: readonly string[]): string {
  return [header(exchange), ...lines, ""].join("\n");
}

/** Writes a capture to a file, replays it, and removes it. */
export async function driveCapture(text: string): Promise<DriveResult> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${NAME}`, text);
    return await driveSource(new CaptureSource(`${folder}/${NAME}`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
