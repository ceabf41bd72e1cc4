/**
 * The stream as a WebSocket: messages are JSON, and the client may change what it follows.
 *
 * A browser cannot give a WebSocket a header, so the token comes as a protocol beside ours:
 * `new WebSocket(url, ["millrace.v1", "bearer." + token])`.
 */
import type { Token } from "../security/tokens.ts";
import { wallMillis } from "../../base/clock.ts";
import { ProblemError } from "../http/problem.ts";
import { changedFollowing, ClientMessage } from "./following.ts";
import type { Following } from "./stream_client.ts";
import type { Outlet, StreamHub } from "./stream_hub.ts";

export const PROTOCOL = "millrace.v1";

const MOST_WAITING_BYTES = 262_144;
const MOST_MESSAGE_CHARS = 8_192;
/** Seconds without an answer to a ping. */
const IDLE_SECONDS = 30;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;

export function webSocketStream(
  hub: StreamHub,
  request: Request,
  remote: string,
  following: Following,
  token: Token | undefined,
  hello: string,
): Response {
  hub.checkRoom(remote);
  const asked = request.headers.get("sec-websocket-protocol") ?? "";
  const speaksOurs = asked.split(",").some((protocol) => protocol.trim() === PROTOCOL);
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: IDLE_SECONDS,
    ...(speaksOurs ? { protocol: PROTOCOL } : {}),
  });
  const outlet: Outlet = {
    send: (message) => send(socket, message),
    get full() {
      return socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MOST_WAITING_BYTES;
    },
    heartbeat: (at) => send(socket, `{"topic":"heartbeat","at":${at},"lost":0,"data":{}}`),
    close: (reason) => socket.close(TRY_AGAIN_LATER, reason),
  };
  const { client, remove } = hub.add(remote, following, outlet);
  socket.onopen = () => send(socket, hello);
  socket.onclose = remove;
  socket.onerror = remove;
  socket.onmessage = ({ data }) => {
    const answer = heard(data);
    if (typeof answer === "string") return socket.close(POLICY_VIOLATION, answer);
    try {
      client.following = changedFollowing(client.following, answer, token);
      if (answer.ping === undefined) return;
      send(socket, `{"topic":"pong","at":${wallMillis()},"lost":0,"data":{"ping":${answer.ping}}}`);
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) return socket.close(INTERNAL_ERROR, "failed");
      const data = JSON.stringify({ status: thrown.status, detail: thrown.message });
      send(socket, `{"topic":"problem","at":${wallMillis()},"lost":0,"data":${data}}`);
    }
  };
  return response;
}

/** What a client said, or what is wrong with it. */
function heard(data: unknown): ClientMessage | string {
  if (typeof data !== "string" || data.length > MOST_MESSAGE_CHARS) {
    return "messages are short JSON";
  }
  try {
    const parsed = ClientMessage.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : "see docs/API.md for what can be sent";
  } catch {
    return "messages are JSON";
  }
}

function send(socket: WebSocket, message: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(message);
}
