/** The market as the API shows it: instruments, frames, books, trades, features, predictions. */
import { createRoute, z } from "@hono/zod-openapi";
import { COMMON_PROBLEMS, EventTime, InstrumentParams, json, orNull } from "./conventions.ts";

export const Instrument = z.object({
  instrumentId: z.number().int(),
  symbol: z.string(),
  venue: z.string(),
  tickSize: z.number(),
  lotSize: z.number(),
  priceDecimals: z.number().int(),
  qtyDecimals: z.number().int(),
  frames: z.number().int().openapi({ description: "Frames of it that the control plane has seen" }),
  silentMillis: z.number().nullable().openapi({
    description: "Since its newest frame; null = none",
  }),
  stale: z.boolean().openapi({ description: "No frame for longer than 10 s" }),
}).openapi("Instrument");
export type Instrument = z.infer<typeof Instrument>;

export const Prediction = z.object({
  frameSequence: z.number().openapi({ description: "Frame whose features were used" }),
  modelHash: z.string(),
  probabilities: z.array(z.number()),
}).openapi("Prediction");
export type Prediction = z.infer<typeof Prediction>;

const Latency = z.object({
  book: z.number(),
  features: z.number(),
  inference: z.number(),
  total: z.number(),
}).openapi("FrameLatency", { description: "ns from the stage before; total: ingest → inference" });

export const Frame = z.object({
  instrumentId: z.number().int(),
  symbol: z.string(),
  frameSequence: z.number(),
  marketSequence: z.number(),
  events: z.array(z.enum(["book", "trade", "snapshot", "bar"])),
  exchTime: EventTime,
  recvTime: EventTime,
  bid: z.number().nullable(),
  ask: z.number().nullable(),
  bidTicks: z.number().int().nullable(),
  askTicks: z.number().int().nullable(),
  bidQty: z.number(),
  askQty: z.number(),
  bidLots: z.number(),
  askLots: z.number(),
  mid: z.number().nullable(),
  spread: z.number().nullable(),
  weightedMid: z.number().nullable().openapi({
    description: "(bidQty·ask + askQty·bid) / (bidQty + askQty)",
  }),
  microPrice: z.number().nullable().openapi({
    description: "Stoikov's; null where its table is not calibrated",
  }),
  lastPrice: z.number().nullable(),
  buyQty: z.number().openapi({ description: "Taken by buyers since the frame before" }),
  sellQty: z.number(),
  buyTrades: z.number().int(),
  sellTrades: z.number().int(),
  prediction: orNull(Prediction),
  latencyNanos: Latency,
}).openapi("Frame");
export type Frame = z.infer<typeof Frame>;

export const Level = z.object({
  price: z.number(),
  qty: z.number(),
  ticks: z.number().int(),
  lots: z.number(),
}).openapi("Level");
export type Level = z.infer<typeof Level>;

export const Book = z.object({
  instrumentId: z.number().int(),
  symbol: z.string(),
  frameSequence: z.number(),
  recvTime: EventTime,
  bids: z.array(Level).openapi({ description: "Best first, at most ten" }),
  asks: z.array(Level),
}).openapi("Book");
export type Book = z.infer<typeof Book>;

export const Trade = z.object({
  sequence: z.number().int().openapi({ description: "Counted by the control plane" }),
  instrumentId: z.number().int(),
  symbol: z.string(),
  time: EventTime,
  side: z.enum(["buy", "sell", "none"]).openapi({ description: "Who took" }),
  price: z.number().openapi({ description: "Mean of the trades of one side of one frame" }),
  qty: z.number(),
  trades: z.number().int(),
}).openapi("Trade");
export type Trade = z.infer<typeof Trade>;

export const FeatureVector = z.object({
  instrumentId: z.number().int(),
  symbol: z.string(),
  frameSequence: z.number(),
  recvTime: EventTime,
  names: z.array(z.string()),
  values: z.array(z.number()).openapi({ description: "0 where the mask is false" }),
  mask: z.array(z.boolean()).openapi({ description: "Warm and valid" }),
}).openapi("FeatureVector");
export type FeatureVector = z.infer<typeof FeatureVector>;

export const CalibrationBin = z.object({
  from: z.number(),
  to: z.number(),
  predictions: z.number().int(),
  correct: z.number().int(),
}).openapi("CalibrationBin");

export const InstrumentPrediction = z.object({
  instrumentId: z.number().int(),
  symbol: z.string(),
  time: EventTime,
  frameSequence: z.number(),
  probabilities: z.array(z.number()),
  said: z.string().openapi({ description: "The likeliest class" }),
  confidence: z.number(),
}).openapi("InstrumentPrediction");
export type InstrumentPrediction = z.infer<typeof InstrumentPrediction>;

export const Predictions = z.object({
  model: z.string().nullable(),
  classes: z.array(z.string()),
  runs: z.number().int(),
  predictions: z.number().int(),
  resolved: z.number().int(),
  correct: z.number().int(),
  accuracy: z.number().nullable(),
  baselineAccuracy: z.number().nullable().openapi({ description: "Of the most frequent class" }),
  calibration: z.array(CalibrationBin).openapi({
    description: "How often the likeliest class came true, by the confidence it was given",
  }),
  newest: z.array(InstrumentPrediction),
}).openapi("Predictions");
export type Predictions = z.infer<typeof Predictions>;

const Instruments = z.object({ items: z.array(Instrument) }).openapi("Instruments");
const Frames = z.object({ items: z.array(Frame) }).openapi("Frames");
const Trades = z.object({ items: z.array(Trade) }).openapi("Trades");
const tags = ["market"];

export const listInstruments = createRoute({
  operationId: "listInstruments",
  method: "get",
  path: "/v1/instruments",
  tags,
  summary: "Instruments of the session",
  responses: { 200: json(Instruments, "All that were defined so far"), ...COMMON_PROBLEMS },
});

export const showBook = createRoute({
  operationId: "showBook",
  method: "get",
  path: "/v1/instruments/{instrumentId}/book",
  tags,
  summary: "The newest book of an instrument",
  request: { params: InstrumentParams },
  responses: { 200: json(Book, "Ten levels a side"), ...COMMON_PROBLEMS },
});

export const showFeatures = createRoute({
  operationId: "showFeatures",
  method: "get",
  path: "/v1/instruments/{instrumentId}/features",
  tags,
  summary: "The newest feature vector of an instrument",
  request: { params: InstrumentParams },
  responses: { 200: json(FeatureVector, "Names, values and mask"), ...COMMON_PROBLEMS },
});

export const listTrades = createRoute({
  operationId: "listTrades",
  method: "get",
  path: "/v1/instruments/{instrumentId}/trades",
  tags,
  summary: "Recent trades of an instrument, newest first",
  request: { params: InstrumentParams },
  responses: { 200: json(Trades, "At most 200"), ...COMMON_PROBLEMS },
});

export const listFrames = createRoute({
  operationId: "listFrames",
  method: "get",
  path: "/v1/frames",
  tags,
  summary: "The newest frame of every instrument",
  responses: { 200: json(Frames, "By instrument"), ...COMMON_PROBLEMS },
});

export const listPredictions = createRoute({
  operationId: "listPredictions",
  method: "get",
  path: "/v1/predictions",
  tags,
  summary: "The served model's newest predictions, and how they have done",
  responses: { 200: json(Predictions, "By instrument"), ...COMMON_PROBLEMS },
});
