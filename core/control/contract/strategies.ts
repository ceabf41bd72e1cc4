/** Strategies as the API shows and changes them. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  BEARER,
  body,
  CHANGE_PROBLEMS,
  ChangeHeaders,
  COMMON_PROBLEMS,
  json,
} from "./conventions.ts";
import { CommandResult } from "./trading.ts";

export const ParameterState = z.object({
  name: z.string(),
  kind: z.enum(["number", "choice"]),
  value: z.union([z.number(), z.string()]).openapi({
    description: "Now, as far as it was set here",
  }),
  default: z.union([z.number(), z.string()]),
  least: z.number().optional(),
  most: z.number().optional(),
  whole: z.boolean().optional(),
  choices: z.array(z.string()).optional(),
  help: z.string(),
}).openapi("StrategyParameter");
export type ParameterState = z.infer<typeof ParameterState>;

export const Strategy = z.object({
  name: z.string(),
  summary: z.string(),
  parameters: z.array(ParameterState),
  instances: z.array(z.object({
    strategyId: z.number().int(),
    symbols: z.array(z.string()),
  })).openapi({ description: "Begun as their instruments come" }),
}).openapi("Strategy");
export type Strategy = z.infer<typeof Strategy>;

export const CommandResults = z.object({
  results: z.array(CommandResult).openapi({ description: "One a control that was sent" }),
}).openapi("CommandResults");

const Strategies = z.object({ items: z.array(Strategy) }).openapi("Strategies");
const StrategyParams = z.object({
  name: z.string().regex(/^[\w.-]{1,64}$/).openapi({
    param: { name: "name", in: "path" },
    description: "Name of a strategy of the session",
    example: "micro_price_maker",
  }),
});
const Reason = z.object({
  because: z.string().max(200).optional().openapi({ description: "For the audit log" }),
}).strict().openapi("Reason");
const Change = z.object({
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).openapi({
    description: "New values; the others stay",
  }),
}).strict().openapi("StrategyChange");
const tags = ["strategies"];
const responses = {
  202: json(CommandResults, "It was handed to trading"),
  ...CHANGE_PROBLEMS,
};

export const listStrategies = createRoute({
  operationId: "listStrategies",
  method: "get",
  path: "/v1/strategies",
  tags,
  security: BEARER,
  summary: "Strategies of the session, with parameters and instances",
  responses: { 200: json(Strategies, "In the order in which they were given"), ...COMMON_PROBLEMS },
});

export const startStrategy = createRoute({
  operationId: "startStrategy",
  method: "post",
  path: "/v1/strategies/{name}/start",
  tags,
  security: BEARER,
  summary: "Begin a strategy that was stopped anew",
  request: {
    params: StrategyParams,
    headers: ChangeHeaders,
    body: { ...body(Reason), required: false },
  },
  responses,
});

export const stopStrategy = createRoute({
  operationId: "stopStrategy",
  method: "post",
  path: "/v1/strategies/{name}/stop",
  tags,
  security: BEARER,
  summary: "End a strategy: its orders are cancelled, its positions stay",
  request: {
    params: StrategyParams,
    headers: ChangeHeaders,
    body: { ...body(Reason), required: false },
  },
  responses,
});

export const changeStrategy = createRoute({
  operationId: "changeStrategy",
  method: "patch",
  path: "/v1/strategies/{name}",
  tags,
  security: BEARER,
  summary: "Other parameters; the strategy is made anew with them",
  request: { params: StrategyParams, headers: ChangeHeaders, body: body(Change) },
  responses,
});
