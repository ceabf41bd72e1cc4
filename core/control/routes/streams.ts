/** Both streams. */
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import { openSocket, streamEvents } from "../contract/stream.ts";
import { eventStream } from "../stream/event_stream.ts";
import { followingOf } from "../stream/following.ts";
import { webSocketStream } from "../stream/web_socket.ts";

const UPGRADE_REQUIRED = 426;

export function addStreamRoutes(app: ControlApp, plane: ControlPlane): void {
  app.openapi(streamEvents, (c) => {
    const following = followingOf(c.req.valid("query"), c.get("token"));
    return eventStream(plane.hub, c.env?.remote ?? "", following, plane.hello()) as never;
  });
  app.openapi(openSocket, (c) => {
    const following = followingOf(c.req.valid("query"), c.get("token"));
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("this is a WebSocket\n", {
        status: UPGRADE_REQUIRED,
        headers: { upgrade: "websocket", connection: "upgrade" },
      }) as never;
    }
    return webSocketStream(
      plane.hub,
      c.req.raw,
      c.env?.remote ?? "",
      following,
      c.get("token"),
      plane.hello(),
    ) as never;
  });
}
