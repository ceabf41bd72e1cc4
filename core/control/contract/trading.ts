/** Orders, fills, positions, P&L and risk as the API shows and changes them. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  BEARER,
  body,
  CHANGE_PROBLEMS,
  ChangeHeaders,
  COMMON_PROBLEMS,
  EventTime,
  json,
  orNull,
  pageOf,
  PageQuery,
} from "./conventions.ts";

export const Order = z.object({
  orderId: z.number(),
  strategyId: z.number().int(),
  strategy: z.string().nullable(),
  instrumentId: z.number().int(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  type: z.string().nullable().openapi({
    description: "null: sent before the control plane looked",
  }),
  timeInForce: z.string().nullable(),
  postOnly: z.boolean(),
  reduceOnly: z.boolean(),
  state: z.string(),
  open: z.boolean(),
  reason: z.string().nullable(),
  price: z.number().nullable(),
  priceTicks: z.number().int().nullable(),
  qty: z.number(),
  qtyLots: z.number(),
  filledQty: z.number(),
  filledLots: z.number(),
  averagePrice: z.number().nullable(),
  sentTime: orNull(EventTime),
  changedTime: orNull(EventTime),
}).openapi("Order");
export type Order = z.infer<typeof Order>;

export const Fill = z.object({
  sequence: z.number(),
  orderId: z.number(),
  strategyId: z.number().int(),
  strategy: z.string().nullable(),
  instrumentId: z.number().int(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  price: z.number(),
  priceTicks: z.number().int(),
  qty: z.number(),
  qtyLots: z.number(),
  fee: z.number(),
  maker: z.boolean(),
  time: EventTime,
  slippageBps: z.number().nullable().openapi({
    description: "Worse than the mid that the control plane knew when the order was sent",
  }),
}).openapi("Fill");
export type Fill = z.infer<typeof Fill>;

export const Position = z.object({
  strategyId: z.number().int(),
  strategy: z.string().nullable(),
  instrumentId: z.number().int(),
  symbol: z.string(),
  qty: z.number(),
  qtyLots: z.number(),
  averagePrice: z.number().nullable(),
  markPrice: z.number().nullable(),
  notional: z.number(),
  realized: z.number(),
  unrealized: z.number(),
  fees: z.number(),
  pnl: z.number(),
  openBuyQty: z.number(),
  openSellQty: z.number(),
  fills: z.number().int(),
}).openapi("Position");
export type Position = z.infer<typeof Position>;

export const PnlPoint = z.object({
  at: z.number().openapi({ description: "Wall time, ms since 1970" }),
  pnl: z.number(),
  realized: z.number(),
  unrealized: z.number(),
  fees: z.number(),
  gross: z.number().openapi({ description: "Σ |notional|" }),
  drawdown: z.number().openapi({ description: "Below the highest P&L seen, 0 or more" }),
}).openapi("PnlPoint");
export type PnlPoint = z.infer<typeof PnlPoint>;

export const Pnl = z.object({
  now: PnlPoint,
  points: z.array(PnlPoint).openapi({
    description: "Once a second, oldest first, at most an hour",
  }),
}).openapi("Pnl");
export type Pnl = z.infer<typeof Pnl>;

export const Headroom = z.object({
  limit: z.string(),
  value: z.number(),
  most: z.number(),
  headroom: z.number().openapi({ description: "What is left, as a share of the limit: 1 = all" }),
}).openapi("Headroom");

export const Risk = z.object({
  state: z.enum(["none", "open", "paused", "reduce-only", "held", "killed"]),
  paused: z.boolean(),
  reduceOnly: z.boolean(),
  held: z.boolean(),
  killed: z.boolean(),
  killedFor: z.string().nullable(),
  killedBecause: z.string().nullable().openapi({ description: "The same as a sentence" }),
  limits: z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])).nullable(),
  headroom: z.array(Headroom),
  refused: z.record(z.string(), z.number().int()).openapi({ description: "By reason" }),
  eventTime: orNull(EventTime),
}).openapi("Risk");
export type Risk = z.infer<typeof Risk>;

export const CommandResult = z.object({
  controlId: z.number().int().openapi({
    description: "The journal repeats it when it was applied",
  }),
  command: z.string(),
  outcome: z.enum(["applied", "refused", "pending"]).openapi({
    description: "What trading has journalled by the time of the answer",
  }),
}).openapi("CommandResult");
export type CommandResult = z.infer<typeof CommandResult>;

const OrderPage = pageOf(Order, "OrderPage");
const FillPage = pageOf(Fill, "FillPage");
const Positions = z.object({ items: z.array(Position) }).openapi("Positions");
const OrderQuery = PageQuery.extend({
  state: z.enum(["open", "all"]).default("all"),
});
const tags = ["trading"];
const security = BEARER;

export const listOrders = createRoute({
  operationId: "listOrders",
  method: "get",
  path: "/v1/orders",
  tags,
  security,
  summary: "Open or recent orders, newest first",
  request: { query: OrderQuery },
  responses: { 200: json(OrderPage, "A page"), ...COMMON_PROBLEMS },
});

export const listFills = createRoute({
  operationId: "listFills",
  method: "get",
  path: "/v1/fills",
  tags,
  security,
  summary: "Recent fills, newest first",
  request: { query: PageQuery },
  responses: { 200: json(FillPage, "A page"), ...COMMON_PROBLEMS },
});

export const listPositions = createRoute({
  operationId: "listPositions",
  method: "get",
  path: "/v1/positions",
  tags,
  security,
  summary: "Positions and what they have earned",
  responses: { 200: json(Positions, "By strategy and instrument"), ...COMMON_PROBLEMS },
});

export const showPnl = createRoute({
  operationId: "showPnl",
  method: "get",
  path: "/v1/pnl",
  tags,
  security,
  summary: "P&L over time",
  responses: { 200: json(Pnl, "A point a second"), ...COMMON_PROBLEMS },
});

export const showRisk = createRoute({
  operationId: "showRisk",
  method: "get",
  path: "/v1/risk",
  tags,
  security,
  summary: "Limits, what is left of them, and the gate's state",
  responses: { 200: json(Risk, "As of now"), ...COMMON_PROBLEMS },
});

const Scope = z.object({
  strategyId: z.number().int().min(0).max(255).optional(),
  instrumentId: z.number().int().min(0).max(16_383).optional(),
  because: z.string().max(200).optional().openapi({ description: "For the audit log" }),
}).strict().openapi("CommandScope");

/** One command of the risk gate as a route. */
function command<const P extends string>(name: P, operationId: string, summary: string) {
  return createRoute({
    operationId,
    method: "post",
    path: `/v1/risk/${name}` as `/v1/risk/${P}`,
    tags,
    security,
    summary,
    request: { headers: ChangeHeaders, body: { ...body(Scope), required: false } },
    responses: { 202: json(CommandResult, "It was handed to trading"), ...CHANGE_PROBLEMS },
  });
}

export const kill = command("kill", "kill", "Cancel everything and let nothing out any more");
export const rearm = command("rearm", "rearm", "End a kill");
export const pause = command("pause", "pause", "Send nothing new; reductions are let out");
export const resume = command("resume", "resume", "End a pause");
export const flatten = command("flatten", "flatten", "Cancel what is open and close positions");
export const cancelAll = command("cancel-all", "cancelAll", "Cancel what is open");
export const reduceOnly = command("reduce-only", "reduceOnly", "Let out only what reduces");
export const full = command("full", "full", "End reduce-only");
