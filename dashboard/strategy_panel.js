// Strategies with their parameters: change one, stop it, begin it anew.

import { patch, post } from "./api.js";
import { make } from "./elements.js";

export class StrategyPanel {
  element = make("div");
  #app;
  #shown = "";

  constructor(app) {
    this.#app = app;
  }

  async refresh() {
    const answer = await this.#app.read("/v1/strategies");
    if (answer === undefined) return;
    // Built anew only when it differs, so that nobody's typing is lost.
    const text = JSON.stringify(answer.items);
    if (text === this.#shown) return;
    this.#shown = text;
    this.element.replaceChildren(
      ...(answer.items.length === 0
        ? [make("p.empty", {}, "No strategy trades in this session.")]
        : answer.items.map((strategy) => this.#strategy(strategy))),
    );
  }

  #strategy({ name, summary, parameters, instances }) {
    const symbols = instances.flatMap((instance) => instance.symbols).join(", ");
    const form = make("form.fields", { submit: (event) => this.#change(event, name, parameters) });
    for (const parameter of parameters) form.append(field(parameter));
    form.append(make("button", { type: "submit" }, "Set"));
    const path = `/v1/strategies/${name}`;
    const act = (word, told) =>
      make("button.plain", {
        type: "button",
        click: () =>
          this.#app.change(told, () => post(`${path}/${word}`, { because: "dashboard" })),
      }, word === "stop" ? "Stop" : "Start anew");
    const head = make("div.row", {}, make("strong", {}, name), make("span.quiet", {}, symbols));
    head.append(act("stop", `${name} is stopped`), act("start", `${name} begins anew`));
    return make("div.strategy", {}, head, make("p.note", {}, summary), form);
  }

  async #change(event, name, parameters) {
    event.preventDefault();
    const data = new FormData(event.target);
    const changed = {};
    for (const { name: key, kind, value } of parameters) {
      const given = kind === "number" ? Number(data.get(key)) : data.get(key);
      if (given !== value) changed[key] = given;
    }
    if (Object.keys(changed).length === 0) return this.#app.tell("nothing differs");
    const done = await this.#app.change(
      `${name}: ${Object.keys(changed).join(", ")} set`,
      () => patch(`/v1/strategies/${name}`, { parameters: changed }),
    );
    if (done !== undefined) this.#shown = "";
  }
}

function field({ name, kind, value, least, most, whole, choices, help }) {
  const input = kind === "choice"
    ? make(
      "select",
      { name },
      ...choices.map((choice) =>
        make("option", { value: choice, selected: choice === value }, choice)
      ),
    )
    : make("input", {
      name,
      type: "number",
      value,
      min: least,
      max: most,
      step: whole ? 1 : "any",
    });
  return make("label", { title: help }, `${name.replaceAll("_", " ")}`, input);
}
