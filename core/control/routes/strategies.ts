/** Strategies: list, start, stop, parameters. */
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import {
  changeStrategy,
  listStrategies,
  startStrategy,
  stopStrategy,
} from "../contract/strategies.ts";
import { StrategyDesk } from "../strategy_desk.ts";
import { strategiesView } from "../views/strategies_view.ts";
import { isCli } from "./cli_agent.ts";

export function addStrategyRoutes(app: ControlApp, plane: ControlPlane): void {
  const desk = new StrategyDesk(plane);
  app.openapi(
    listStrategies,
    (c) => c.json({ items: strategiesView(plane.tap, desk.changed) }, 200),
  );
  app.openapi(startStrategy, async (c) => {
    const results = await desk.start(c.req.valid("param").name, isCli(c));
    return c.json({ results }, 202);
  });
  app.openapi(stopStrategy, async (c) => {
    const results = await desk.stop(c.req.valid("param").name, isCli(c));
    return c.json({ results }, 202);
  });
  app.openapi(changeStrategy, async (c) => {
    const { parameters } = c.req.valid("json");
    const results = await desk.change(c.req.valid("param").name, parameters, isCli(c));
    return c.json({ results }, 202);
  });
}
