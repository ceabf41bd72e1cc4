/** The parts that bar files are read with: times, names, numbers. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { readBarName } from "../../../core/venues/bars/bar_names.ts";
import { NumberSurvey } from "../../../core/venues/bars/bar_numbers.ts";
import { BarTime, isTimeZone } from "../../../core/venues/bars/bar_time.ts";

const encoder = new TextEncoder();

/** The instant as ISO text; undefined when it cannot be read. */
function timeOf(text: string, zone = "UTC"): string | undefined {
  const time = new BarTime(zone);
  const bytes = encoder.encode(`x${text}x`);
  return time.parse(bytes, 1, bytes.length - 1) ? new Date(time.millis).toISOString() : undefined;
}

Deno.test("BarTime reads what bar files write", () => {
  for (
    const [text, iso] of [
      ["1549877460", "2019-02-11T09:31:00.000Z"],
      ["1549877460.25", "2019-02-11T09:31:00.250Z"],
      ["1549877460000", "2019-02-11T09:31:00.000Z"],
      ["1549877460000000", "2019-02-11T09:31:00.000Z"],
      ["1549877460000000000", "2019-02-11T09:31:00.000Z"],
      ["2019-02-11", "2019-02-11T00:00:00.000Z"],
      ["20190211", "2019-02-11T00:00:00.000Z"],
      ["2019/02/11 09:31", "2019-02-11T09:31:00.000Z"],
      ["2019.02.11 09:31:07", "2019-02-11T09:31:07.000Z"],
      ["2019-02-11T09:31:07.1259Z", "2019-02-11T09:31:07.125Z"],
      ["2019-02-11 09:31:00+00:00", "2019-02-11T09:31:00.000Z"],
      ["2019-02-11 09:31:00-05:00", "2019-02-11T14:31:00.000Z"],
      ["2019-02-11 09:31:00+0530", "2019-02-11T04:01:00.000Z"],
      ["2019-02-11 09:31:00-05", "2019-02-11T14:31:00.000Z"],
      ["1962-01-02", "1962-01-02T00:00:00.000Z"],
      ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ]
  ) {
    strictEqual(timeOf(text), iso, text);
  }
});

Deno.test("BarTime refuses what is no time", () => {
  for (
    const text of [
      "",
      "now",
      "2019-2-11",
      "2019-02-30",
      "2023-02-29",
      "2019-13-01",
      "2019-00-10",
      "2019-02-11 24:00",
      "2019-02-11 09:61",
      "2019-02-11 09",
      "2019-02-11x",
      "2019-02-11 09:31 PM",
      "2019-02-11 09:31:00+",
      "2019-02-11 09:31:00+1",
      "2019-02-11 09:31:00Zulu",
      "2019-02/11",
      "02/11/2019",
      "12345",
      "1549877460x",
      "99999999999999999999999999",
      "1850-01-01",
    ]
  ) {
    strictEqual(timeOf(text), undefined, text);
  }
});

Deno.test("BarTime agrees with Temporal on wall clocks of a zone", () => {
  const zones = fc.constantFrom("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");
  const minutes = fc.integer({ min: 0, max: 30_000_000 });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const wall = new Date(minute * 60_000).toISOString().slice(0, 16);
      // Hours that a change of clocks begins or ends in the middle of are ambiguous by themselves.
      const expected = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone);
      const hour = Temporal.PlainDateTime.from(`${wall.slice(0, 13)}:00`).toZonedDateTime(zone);
      fc.pre(expected.offset === hour.offset);
      strictEqual(timeOf(wall, zone), new Date(expected.epochMilliseconds).toISOString());
    }),
    { numRuns: 2_000, seed: 7 },
  );
  deepStrictEqual(["UTC", "America/New_York", "+01:00", "Mars"].map(isTimeZone), [
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("readBarName() finds symbol and length", () => {
  for (
    const [name, symbol, seconds, isSure] of [
      ["AAPL_1min.csv.gz", "AAPL", 60, true],
      ["BTCUSDT_1m.csv.zst", "BTCUSDT", 60, true],
      ["BTCUSDT-5m-2024-01.zip", "BTCUSDT", 300, true],
      ["BTCUSDT-1M-2024.csv", "BTCUSDT", 31 * 86_400, true],
      ["BTC-USD_1h_2024.csv", "BTC-USD", 3_600, true],
      ["BRK.B_1day.csv", "BRK.B", 86_400, true],
      ["SPY_daily.csv", "SPY", 86_400, true],
      ["es 15 min.csv", "ES", undefined, false],
      ["AAPL.csv", "AAPL", undefined, true],
      ["BTC-USD.csv", "BTC-USD", undefined, true],
      ["^GSPC_2020.csv", "^GSPC", undefined, true],
      ["my bars.csv", "MY", undefined, false],
      ["klines.csv", "KLINES", undefined, false],
      ["AAPL_1minute_adjusted.txt", "AAPL", 60, true],
      ["AAPL_3x.csv", "AAPL", undefined, true],
      ["a,b_1m.csv", "AB", 60, true],
      ["日本_1m.csv", "BARS", 60, true],
      ["a-very-long-name-of-a-thing_1m.csv", "A-VERY-LONG-NAME-OF-", 60, true],
    ] as const
  ) {
    deepStrictEqual(readBarName(name), { symbol, seconds, isSure }, name);
  }
});

Deno.test("NumberSurvey finds the finest grid that the largest usual number fits", () => {
  const gridOf = (texts: readonly string[], limit: number) => {
    const survey = new NumberSurvey();
    for (const text of texts) {
      const bytes = encoder.encode(text);
      strictEqual(survey.see(bytes, 0, bytes.length), true, text);
    }
    return survey.gridBelow(limit);
  };
  deepStrictEqual(gridOf(["1.50", "22.125"], 1e9), { decimals: 3, units: 1 });
  deepStrictEqual(gridOf(["1.50", "22.125"], 3e4), { decimals: 3, units: 1 });
  deepStrictEqual(gridOf(["1.50", "22.125"], 2e4), { decimals: 2, units: 1 });
  deepStrictEqual(gridOf(["123456"], 1e4), { decimals: 0, units: 100 });
  deepStrictEqual(gridOf(["5e-05", "1.25e2"], 1e9), { decimals: 5, units: 1 });
  deepStrictEqual(gridOf(["0", "0.0"], 1e9), { decimals: 0, units: 1 });
  const survey = new NumberSurvey();
  for (const text of ["", "NaN", "-1", "1.2.3", "e5", ".", "abc", "1e999"]) {
    const bytes = encoder.encode(text);
    strictEqual(survey.see(bytes, 0, bytes.length), false, text);
  }
});
