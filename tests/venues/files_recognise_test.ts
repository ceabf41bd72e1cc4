import { rejects, strictEqual, throws } from "node:assert/strict";
import { recogniseFormat, recogniseHead } from "../../core/venues/files/recognise.ts";
import { dataTest } from "../real_data.ts";

const encoder = new TextEncoder();

for (
  const [path, format] of [
    ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip", "lobster"],
    ["binance/spot_btcusdt_20240808.gz", "binance"],
    ["binance/usdm_btcusdt_20240718.gz", "binance"],
    ["binance_cryptofeed/BINANCE.jsonl.zst", "capture"],
    ["coinbase/COINBASE.jsonl.zst", "capture"],
    ["itch/ex20101224.TEST_ITCH_50", "itch"],
    ["shfe_rb/rb_20250605.parquet", "parquet"],
    ["bars_1m/AAPL_1min.csv.gz", "bars"],
    ["klines/BTCUSDT_1m.csv.gz", "bars"],
  ] as const
) {
  dataTest(`recogniseFormat() finds ${format} in ${path}`, [path], async ([full]) => {
    strictEqual(await recogniseFormat(full), format);
  });
}

Deno.test("recogniseHead() knows every text format and the tape by its first bytes", () => {
  for (
    const [head, format] of [
      ["34200.5,1,11,100,1000000,-1\r\n34201,", "lobster"],
      ["34200.5,7,0,0,-1,-1\n", "lobster"],
      ["1000200,50,1000000,100,9999999999,0,-9999999999,0\n", "lobster"],
      ['\n1723161253937085768 {"stream"', "binance"],
      ['{"t":"header","format":2', "capture"],
      ["datetime,open,high,low,close,volume\n2019-02-15 16:00:00,1,2,1,2,5\n", "bars"],
      ["https://www.vendor.com\nUnix,Symbol,Open,High,Low,Close,Volume\n1,", "bars"],
      ["1381095240,123.61,123.61,123.61,123.61,0.1,1\n", "bars"],
      ["1499040000000,100,101,99,100,5,1499043599999,500,3,2,200,0\n", "bars"],
      ["MRTAPE01\0\0", "tape"],
      ["PAR1\x15", "parquet"],
    ] as const
  ) {
    strictEqual(recogniseHead("x", encoder.encode(head)), format, head);
  }
});

Deno.test("recogniseHead() says what it saw when it knows nothing like it", () => {
  throws(() => recogniseHead("x.csv", encoder.encode("name,place,age\n2024")), {
    name: "UserError",
    message: 'x.csv: not recognised: text that starts with "name,place,age"; ' +
      "read are lobster, binance, capture, itch, parquet, bars, tape: --format names one of them",
  });
  throws(() => recogniseHead("x.bin", Uint8Array.of(0xde, 0xad, 0, 1, 2, 3, 4, 5, 6)), {
    name: "UserError",
    message: "x.bin: not recognised: binary data that starts with de ad 00 01 02 03 04 05; " +
      "read are lobster, binance, capture, itch, parquet, bars, tape: --format names one of them",
  });
});

Deno.test("recogniseHead() names the columns when they are nearly those of bars", () => {
  throws(() => recogniseHead("x.csv", encoder.encode("date,open,high,volume\n2024")), {
    name: "UserError",
    message: "x.csv: these are no bars: columns found: date, open, high, volume; needed: a time " +
      "(datetime, date, timestamp, open_time …), open, high, low, close",
  });
});

Deno.test("recogniseFormat() refuses a directory and a missing file", async () => {
  await rejects(recogniseFormat("/tmp"), /^UserError: \/tmp: is a directory/);
  await rejects(recogniseFormat("/no/such"), /^UserError: \/no\/such: no such file/);
});
