/** Instruments, frames, books, features, trades, predictions. */
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import {
  listFrames,
  listInstruments,
  listPredictions,
  listTrades,
  showBook,
  showFeatures,
} from "../contract/market.ts";
import { ProblemError } from "../http/problem.ts";
import type { HeldFrame } from "../tap/newest_frames.ts";
import { instrumentsView } from "../views/instruments_view.ts";
import { bookView, featuresView, frameView } from "../views/market_view.ts";
import { predictionsView } from "../views/predictions_view.ts";

/** Trades of one answer. */
const MOST_TRADES = 200;

export function addMarketRoutes(app: ControlApp, plane: ControlPlane): void {
  const { tap } = plane;
  app.openapi(listInstruments, (c) => c.json({ items: instrumentsView(tap) }, 200));
  app.openapi(showBook, (c) => {
    const frame = frameOf(plane, c.req.valid("param").instrumentId);
    return c.json(bookView(frame, tap.instruments, tap.epochMillis), 200);
  });
  app.openapi(showFeatures, (c) => {
    const frame = frameOf(plane, c.req.valid("param").instrumentId);
    return c.json(featuresView(frame, tap.instruments, tap.epochMillis), 200);
  });
  app.openapi(listTrades, (c) => {
    const instrumentId = instrumentOf(plane, c.req.valid("param").instrumentId);
    const { log } = tap.trades;
    const items = log.before(log.next, Infinity)
      .filter((trade) => trade.instrumentId === instrumentId);
    return c.json({ items: items.slice(0, MOST_TRADES) }, 200);
  });
  app.openapi(listFrames, (c) => {
    const items = tap.frames.all.flatMap((frame) =>
      frame === undefined ? [] : [frameView(frame, tap.instruments, tap.epochMillis)]
    );
    return c.json({ items }, 200);
  });
  app.openapi(listPredictions, (c) => c.json(predictionsView(tap), 200));
}

function instrumentOf({ tap }: ControlPlane, text: string): number {
  const instrumentId = Number(text);
  if (instrumentId < tap.instrumentCount) return instrumentId;
  throw new ProblemError(404, `there is no instrument ${text}; see /v1/instruments`);
}

function frameOf(plane: ControlPlane, text: string): HeldFrame {
  const frame = plane.tap.frames.get(instrumentOf(plane, text));
  if (frame !== undefined) return frame;
  throw new ProblemError(404, `instrument ${text} has shown no frame yet`);
}
