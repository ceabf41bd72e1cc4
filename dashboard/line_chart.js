// Lines over time, by uPlot, in the theme's colours.

import { colour, faded } from "./colours.js";
import { make } from "./elements.js";

const AXIS_FONT = "11px system-ui, sans-serif";

export class LineChart {
  #options;
  #plot;
  #data;
  #observer;

  /**
   * @param options {{ height, lines: [{ label, colour, width?, dash?, fill?, text }], draw?, axisText }}
   *   draw(plot, context) paints over the lines
   */
  constructor(options) {
    this.#options = options;
    this.element = make("div", { role: "img", "aria-label": options.label });
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(this.element);
  }

  /** @param data columns: seconds since 1970, then one a line */
  show(data) {
    this.#data = data;
    if (this.element.clientWidth === 0) return;
    if (this.#plot === undefined) this.#build();
    else this.#plot.setData(data);
  }

  /** After the theme has changed. */
  rebuild() {
    this.#plot?.destroy();
    this.#plot = undefined;
    if (this.#data !== undefined) this.show(this.#data);
  }

  close() {
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #fit() {
    const { clientWidth } = this.element;
    if (clientWidth === 0) return;
    if (this.#plot === undefined) {
      if (this.#data !== undefined) this.#build();
    } else if (this.#plot.width !== clientWidth) {
      this.#plot.setSize({ width: clientWidth, height: this.#options.height });
    }
  }

  #build() {
    const { height, lines, draw, axisText } = this.#options;
    const axis = {
      stroke: colour("quiet"),
      font: AXIS_FONT,
      grid: { stroke: colour("hairline"), width: 1 },
      ticks: { stroke: colour("hairline"), width: 1 },
    };
    this.#plot = new uPlot(
      {
        width: this.element.clientWidth,
        height,
        cursor: { points: { show: false }, drag: { x: true, y: false } },
        legend: { live: true },
        scales: { x: { time: true } },
        axes: [
          { ...axis, space: 80, values: (_, splits) => splits.map(timeText) },
          { ...axis, size: 72, values: (_, splits) => splits.map(axisText) },
        ],
        series: [
          { label: "UTC", value: (_, seconds) => seconds == null ? "–" : timeText(seconds) },
          ...lines.map((line) => ({
            label: line.label,
            stroke: colour(line.colour),
            width: line.width ?? 1.25,
            dash: line.dash,
            fill: line.fill ? faded(line.colour, 0.12) : undefined,
            points: { show: false },
            value: (_, value) => value == null ? "–" : line.text(value),
          })),
        ],
        hooks: draw === undefined ? {} : { draw: [(plot) => draw(plot, plot.ctx)] },
      },
      this.#data,
      this.element,
    );
  }
}

function timeText(seconds) {
  return new Date(seconds * 1e3).toISOString().slice(11, 19);
}
