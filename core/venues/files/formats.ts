/** The recordings that Millrace reads, by the name that `--format` takes. */
export const FORMATS = [
  "lobster",
  "binance",
  "capture",
  "itch",
  "parquet",
  "bars",
  "tape",
] as const;
export type Format = typeof FORMATS[number];
