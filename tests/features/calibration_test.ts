/** Reading a calibration file: what is right is read, what is wrong is named. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { calibrationOf, parseCalibration } from "../../core/features/calibration.ts";

const GOOD = {
  format: 1,
  source: "a day",
  symbols: {
    ABC: {
      microPrice: {
        imbalanceBuckets: 2,
        spreadTicks: [1, 3],
        adjustmentTicks: [-0.5, 0.5, -1, 1],
      },
      flowLoadings: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, -0.1],
    },
  },
};

type Change = (draft: typeof GOOD & Record<string, unknown>) => void;

/** What is said of a changed file. */
function complaintOf(change: Change): string {
  const draft = structuredClone(GOOD);
  change(draft);
  try {
    parseCalibration(JSON.stringify(draft), "cal.json");
  } catch (thrown) {
    assert.ok(thrown instanceof UserError);
    return thrown.message;
  }
  throw new Error("nothing was wrong with it");
}

Deno.test("parseCalibration() reads what it is given", () => {
  const calibration = parseCalibration(JSON.stringify(GOOD), "cal.json");
  assert.deepEqual(calibration, GOOD);
  assert.deepEqual(calibrationOf(calibration, "ABC"), GOOD.symbols.ABC);
  assert.equal(calibrationOf(calibration, "XYZ"), undefined);
  assert.equal(calibrationOf(calibration, "constructor"), undefined);
  assert.equal(calibrationOf(undefined, "ABC"), undefined);
});

Deno.test("parseCalibration() names the field, what it found and what would be right", () => {
  const microPrice = "cal.json: symbols.ABC.microPrice";
  const cases: [Change, string][] = [
    [(draft) => draft.format = 2, "cal.json: format is 2, must be 1"],
    [(draft) => draft.source = "", 'cal.json: source is "", must be a text'],
    [(draft) => draft.extra = 1, "cal.json: unknown field extra"],
    [
      (draft) => draft.symbols.ABC.microPrice.imbalanceBuckets = 0,
      `${microPrice}.imbalanceBuckets is 0, must be a whole number, 1 or above`,
    ],
    [
      (draft) => draft.symbols.ABC.microPrice.spreadTicks = [2, 3],
      `${microPrice}.spreadTicks is [2,3], must be ascending whole numbers from 1 to at most 1024`,
    ],
    [
      (draft) => draft.symbols.ABC.microPrice.spreadTicks = [1, 1],
      `${microPrice}.spreadTicks is [1,1], must be ascending whole numbers from 1 to at most 1024`,
    ],
    [
      (draft) => draft.symbols.ABC.microPrice.spreadTicks = [1, 9_999],
      `${microPrice}.spreadTicks is [1,9999], must be ascending whole numbers from 1 to at most 1024`,
    ],
    [
      (draft) => draft.symbols.ABC.microPrice.adjustmentTicks.pop(),
      `${microPrice}.adjustmentTicks has 3 numbers, must have 4: 2 spreads × 2 buckets`,
    ],
    [
      (draft) => draft.symbols.ABC.flowLoadings.pop(),
      "cal.json: symbols.ABC.flowLoadings has 9 numbers, must have 10",
    ],
    [
      (draft) => draft.symbols.ABC.flowLoadings[0] = 1.1,
      "cal.json: symbols.ABC.flowLoadings add up to 2.000000 without their signs, must be 1",
    ],
  ];
  for (const [change, expected] of cases) assert.equal(complaintOf(change), expected);
});

Deno.test("parseCalibration() says so when the file is no JSON or no object", () => {
  assert.throws(() => parseCalibration("{", "cal.json"), /^UserError: cal\.json: no JSON \(/);
  assert.throws(() => parseCalibration("[]", "cal.json"), /cal\.json: the file must be an object/);
});
