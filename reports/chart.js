/** What all charts of a page share: colours, axes of time and of numbers. */
globalThis.chart = (() => {
  const SECOND = 1, MINUTE = 60, DAY = 86_400;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const two = (number) => String(number).padStart(2, "0");

  /** "09:30", "09:30:05", "09:30:05.250", UTC, no finer than the axis needs. */
  const clockText = (seconds, step) => {
    const date = new Date(seconds * 1e3);
    const minutes = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    if (step >= MINUTE) return minutes;
    const whole = `${minutes}:${two(date.getUTCSeconds())}`;
    if (step >= SECOND) return whole;
    return `${whole}.${String(date.getUTCMilliseconds()).padStart(3, "0")}`;
  };

  const dateText = (seconds) => new Date(seconds * 1e3).toISOString().slice(0, 10);

  /** The date under the first tick, and under the first of every other day. */
  const timeTicks = (_plot, ticks, _axis, _space, step) =>
    ticks.map((tick, i) => {
      const isNewDay = i === 0 || Math.floor(tick / DAY) !== Math.floor(ticks[i - 1] / DAY);
      const clock = clockText(tick, step);
      return isNewDay ? `${clock}\n${dateText(tick)}` : clock;
    });

  const instant = (_plot, at) => at === null ? "–" : `${dateText(at)} ${clockText(at, 0)}`;

  const number = (value) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3);
    return value.toLocaleString("en-US", { maximumSignificantDigits: 7 }).replace("-", "−");
  };

  const axis = (more) => ({
    stroke: () => colour("--quiet"),
    grid: { stroke: () => colour("--hairline"), width: 1 },
    ticks: { show: false },
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    ...more,
  });

  const timeAxis = () => axis({ values: timeTicks, size: 42, space: 90 });

  const numberAxis = () => axis({ size: 76, values: (_plot, ticks) => ticks.map(number) });

  /** Draws into an element, as wide as it is, now and whenever that or the colours change. */
  const draw = (element, options, data) => {
    const sized = { width: element.clientWidth, ...options };
    const plot = new uPlot(sized, data, element);
    new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: options.height }))
      .observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
    return plot;
  };

  return { axis, colour, draw, instant, number, numberAxis, timeAxis };
})();
