// A canvas that fits its place and the screen's pixels.

import { make } from "./elements.js";

export class Canvas {
  /** @param height in CSS pixels */
  constructor(height, label) {
    this.element = make("canvas", { role: "img", "aria-label": label });
    this.element.style.height = `${height}px`;
    this.height = height;
    this.width = 0;
  }

  /** Clears it and scales it to the device. @returns its context, undefined while it is not shown */
  begin() {
    const { element, height } = this;
    const width = element.clientWidth;
    if (width === 0) return undefined;
    const scale = devicePixelRatio || 1;
    const pixels = Math.round(width * scale);
    if (element.width !== pixels || element.height !== Math.round(height * scale)) {
      element.width = pixels;
      element.height = Math.round(height * scale);
    }
    this.width = width;
    const context = element.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }
}
