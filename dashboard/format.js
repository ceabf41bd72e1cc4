// Numbers as people read them.

const NONE = "–";

/** A price with the decimals of its instrument. */
export function priceText(value, decimals) {
  return Number.isFinite(value) ? value.toFixed(decimals) : NONE;
}

/** A quantity without trailing zeros. */
export function quantityText(value, decimals = 8) {
  if (!Number.isFinite(value)) return NONE;
  const text = value.toFixed(Math.min(decimals, 8));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A distance in ticks. */
export function ticksText(ticks) {
  const whole = Math.round(ticks);
  return whole === 1 ? "1 tick" : `${whole} ticks`;
}

/** 12,345 below a million, 1.23 M above. */
export function countText(value) {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  return Math.round(value).toLocaleString("en-US");
}

/** A rate a second. */
export function rateText(value) {
  if (!Number.isFinite(value)) return NONE;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M/s`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k/s`;
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} /s`;
}

/** A duration in the unit that suits it. */
export function durationText(nanos) {
  if (!Number.isFinite(nanos)) return NONE;
  if (nanos < 1e3) return `${Math.round(nanos)} ns`;
  if (nanos < 1e6) return `${three(nanos / 1e3)} µs`;
  if (nanos < 1e9) return `${three(nanos / 1e6)} ms`;
  return `${three(nanos / 1e9)} s`;
}

/** Money with its sign when it may be either. */
export function moneyText(value) {
  if (!Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return value < 0 ? `−${text}` : text;
}

export function percentText(share, digits = 1) {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)} %` : NONE;
}

/** A number of no particular size, three digits. */
export function plainText(value) {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return three(value);
}

/** Time of day of milliseconds since 1970, with tenths. */
export function clockText(millis) {
  return Number.isFinite(millis) ? new Date(millis).toISOString().slice(11, 21) : NONE;
}

function three(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
