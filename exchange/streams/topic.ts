/**
 * A stream that can be subscribed to, and who has. A message is encoded once for all of them: bare, and
 * wrapped with the stream's name for those who asked for several streams in one.
 */
import { textFrame } from "../socket/frames.ts";
import type { StreamSession } from "./stream_session.ts";

export class Topic {
  readonly name: string;
  readonly sessions = new Set<StreamSession>();

  constructor(name: string) {
    this.name = name;
  }

  get isIdle(): boolean {
    return this.sessions.size === 0;
  }

  publish(text: string): void {
    let bare: Uint8Array | undefined;
    let wrapped: Uint8Array | undefined;
    for (const session of this.sessions) {
      const frame = session.isCombined
        ? (wrapped ??= textFrame(`{"stream":"${this.name}","data":${text}}`))
        : (bare ??= textFrame(text));
      session.deliver(this.name, frame);
    }
  }
}
