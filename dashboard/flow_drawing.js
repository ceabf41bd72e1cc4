// The stages and the rings between them, drawn once; then only texts and bars change.

import { countText, durationText, rateText } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const ORDER = ["ingest", "book", "features", "inference", "trading", "gateway", "recorder"];
/** What each stage shows as its rate. */
const RATED = {
  ingest: "messages",
  book: "frames",
  features: "frames",
  inference: "frames",
  trading: "frames",
  gateway: "orders",
  recorder: "messages",
};
const BOX = { width: 128, height: 62, gap: 40, top: 12 };

export class FlowDrawing {
  element = svg("svg", { class: "flow", role: "img", "aria-label": "Stages and rings" });
  #roles = "";
  #stages = new Map();
  #rings = new Map();

  show(stages, rings) {
    const shown = ORDER.map((role) => stages.find((stage) => stage.role === role))
      .filter((stage) => stage !== undefined && stage.state !== "starting");
    const roles = shown.map(({ role }) => role).join();
    if (roles !== this.#roles) this.#build(shown, rings);
    this.#roles = roles;
    for (const { role, state, rates, hop } of shown) {
      const { group, rate, latency } = this.#stages.get(role);
      group.setAttribute("class", state === "failed" ? "bad" : "");
      rate.textContent = rateText(rates[RATED[role]] ?? 0);
      latency.textContent = hop === null || hop.summary.count === 0
        ? state
        : `p50 ${durationText(hop.summary.p50)}`;
    }
    for (const { name, depth, capacity } of rings) {
      const ring = this.#rings.get(name);
      if (ring === undefined) continue;
      ring.bar.setAttribute(
        "width",
        String(Math.round(ring.width * Math.min(1, depth / capacity))),
      );
      ring.text.textContent = `${name}: ${countText(depth)} of ${countText(capacity)} slots wait`;
    }
  }

  #build(stages, rings) {
    const { width, height, gap, top } = BOX;
    const total = stages.length * (width + gap) - gap + 4;
    const ringTop = top + height + 22;
    this.element.replaceChildren();
    const drawnWidth = Math.max(total, 700);
    this.element.setAttribute("viewBox", `0 0 ${drawnWidth} ${ringTop + 34}`);
    this.element.setAttribute("width", String(drawnWidth));
    this.#stages.clear();
    this.#rings.clear();
    stages.forEach(({ role }, i) => {
      const x = 2 + i * (width + gap);
      const group = svg("g");
      const box = svg("rect", { x, y: top, width, height, rx: 6 });
      const name = svg("text", { x: x + 10, y: top + 19, "font-weight": 600 });
      const rate = svg("text", { x: x + 10, y: top + 37 });
      const latency = svg("text", { x: x + 10, y: top + 53, class: "quiet" });
      name.textContent = role;
      group.append(box, name, rate, latency);
      this.element.append(group);
      this.#stages.set(role, { group, rate, latency });
      if (i === 0) return;
      const y = top + height / 2;
      this.element.append(svg("path", {
        d: `M${x - gap + 4} ${y}H${x - 6}m-6 -4l6 4l-6 4`,
      }));
    });
    const ringWidth = drawnWidth / Math.max(1, rings.length) - 16;
    rings.forEach(({ name }, i) => {
      const x = 2 + i * (ringWidth + 16);
      const bar = svg("rect", { x, y: ringTop, width: 0, height: 8, rx: 4, class: "fill" });
      const text = svg("text", { x, y: ringTop + 26, class: "quiet" });
      this.element.append(
        svg("rect", { x, y: ringTop, width: ringWidth, height: 8, rx: 4 }),
        bar,
        text,
      );
      this.#rings.set(name, { bar, text, width: ringWidth });
    });
  }
}

function svg(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
