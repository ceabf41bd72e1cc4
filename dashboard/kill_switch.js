// The kill switch: pressed twice within three seconds, so that nobody leans on it by mistake, and
// reachable by keyboard (Shift+K, twice).

import { post } from "./api.js";

const ARMED_MILLIS = 3_000;

export class KillSwitch {
  #button;
  #app;
  #disarm;
  #isKilled = false;

  constructor(button, app) {
    this.#button = button;
    this.#app = app;
    button.addEventListener("click", () => this.press());
    addEventListener("keydown", (event) => {
      const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
      if (event.key === "K" && event.shiftKey && !isTyping) this.press();
    });
  }

  /** @param risk state as the session's status gives it */
  show(risk) {
    this.#isKilled = risk === "killed";
    this.#button.disabled = risk === "none" || this.#isKilled;
    if (this.#disarm === undefined) {
      this.#button.textContent = this.#isKilled ? "Killed" : "Kill";
    }
    this.#button.title = risk === "none" ? "Nothing trades in this session" : "";
  }

  press() {
    if (this.#button.disabled) return;
    if (this.#disarm === undefined) return this.#arm();
    this.#stand();
    this.#app.change(
      "killed: everything is cancelled, nothing is let out",
      () => post("/v1/risk/kill", { because: "dashboard" }),
    );
  }

  #arm() {
    this.#button.classList.add("armed");
    this.#button.textContent = "Press again to kill";
    this.#disarm = setTimeout(() => this.#stand(), ARMED_MILLIS);
  }

  #stand() {
    clearTimeout(this.#disarm);
    this.#disarm = undefined;
    this.#button.classList.remove("armed");
    this.#button.textContent = "Kill";
  }
}
