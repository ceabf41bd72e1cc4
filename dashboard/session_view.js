// What was recorded, and what runs beside the session: replays and backtests as jobs.

import { post } from "./api.js";
import { make, panel, setText, Table } from "./elements.js";
import { countText, percentText } from "./format.js";

const EVERY_MILLIS = 1_000;
const OVER = ["done", "failed", "cancelled"];

export class SessionView {
  static topics = [];
  static allInstruments = true;
  static every = 1_000;

  #app;
  #note = make("p.empty");
  #sessions = new Table(
    [
      ["session", ({ id }) => id],
      [
        "",
        ({ running, state }) => running ? "this one" : state,
        ({ running, state }) => running ? "good" : state === "failed" ? "bad" : "",
      ],
      ["mode", ({ mode }) => mode],
      ["source", ({ source }) => source, undefined, "text"],
      ["events", ({ messages }) => countText(messages)],
      ["frames", ({ frames }) => countText(frames)],
      ["began", ({ startedAt }) => startedAt.slice(0, 19).replace("T", " ")],
      ["ended", ({ endedAt }) => endedAt?.slice(0, 19).replace("T", " ") ?? "–"],
    ],
    "Nothing is recorded yet: every live session leaves a folder.",
    "Recorded sessions",
  );
  #jobs = new Table(
    [
      ["job", ({ id }) => id],
      ["kind", ({ kind }) => kind],
      ["of", ({ request }) => describe(request), undefined, "text"],
      [
        "state",
        ({ state }) => state,
        ({ state }) => state === "failed" ? "bad" : state === "done" ? "good" : "",
      ],
      ["progress", ({ progress, state }) => state === "running" ? percentText(progress, 0) : ""],
      ["", ({ note, error }) => error ?? note, undefined, "text"],
      ["", (job) => this.#action(job)],
    ],
    "No job yet: start a backtest above.",
    "Jobs",
  );
  #asked = -Infinity;

  constructor(app) {
    this.#app = app;
    const start = panel(
      "Start a replay or a backtest",
      "w12",
      "runs beside the session, in a process of its own",
    );
    start.body.append(this.#form());
    const jobs = panel("Jobs", "w12");
    jobs.body.append(this.#jobs.element);
    const sessions = panel("Sessions", "w12", "prove one with: deno task replay --verify FOLDER");
    sessions.body.append(this.#note, this.#sessions.element);
    this.element = make("div.grid", {}, start.panel, jobs.panel, sessions.panel);
  }

  paint(now) {
    if (now - this.#asked < EVERY_MILLIS) return;
    this.#asked = now;
    this.#refresh();
  }

  async #refresh() {
    const jobs = await this.#app.read("/v1/jobs?limit=50");
    if (jobs !== undefined) this.#jobs.show(jobs.items);
    const sessions = await this.#app.read("/v1/sessions?limit=50", this.#note);
    this.#note.hidden = this.#note.textContent === "";
    if (sessions !== undefined) this.#sessions.show(sessions.items);
  }

  #form() {
    const fault = make("p.fault", { role: "alert" });
    const form = make("form.fields", {
      submit: async (event) => {
        event.preventDefault();
        const request = requestOf(new FormData(form));
        setText(fault, "");
        await this.#app.change(`${request.kind} is queued`, () => post("/v1/jobs", request));
        this.#asked = -Infinity;
      },
    });
    const kinds = make("select", { name: "kind" });
    kinds.append(
      make("option", { value: "backtest" }, "backtest"),
      make("option", { value: "replay" }, "replay"),
    );
    form.append(
      make("label", {}, "kind", kinds),
      make(
        "label",
        {},
        "strategies (name:parameter=value)",
        make("input", { name: "strategies", value: "micro_price_maker" }),
      ),
      make(
        "label",
        {},
        "files below the data folder; none = simulated",
        make("input", { name: "files" }),
      ),
      make(
        "label",
        {},
        "events",
        make("input", { name: "events", type: "number", value: 200_000, min: 1 }),
      ),
      make("label", {}, "seed", make("input", { name: "seed", type: "number", value: 1, min: 0 })),
      make("button", { type: "submit" }, "Start"),
    );
    return make("div", {}, form, fault);
  }

  #action({ id, state, report }) {
    if (report !== null) {
      return make("a", { href: report, target: "_blank", rel: "noopener" }, "open the report");
    }
    if (OVER.includes(state)) return document.createTextNode("");
    return make("button.plain", {
      type: "button",
      click: () => this.#app.change(`job ${id} is cancelled`, () => post(`/v1/jobs/${id}/cancel`)),
    }, "Cancel");
  }
}

function requestOf(data) {
  const list = (name) => String(data.get(name)).split(/\s+/).filter((word) => word !== "");
  const files = list("files");
  return {
    kind: data.get("kind"),
    strategies: list("strategies"),
    files,
    ...(files.length === 0 ? { events: Number(data.get("events")) } : {}),
    seed: Number(data.get("seed")),
  };
}

function describe({ files, strategies, events, seed }) {
  const market = files.length > 0
    ? files.join(", ")
    : `simulated, ${countText(events ?? NaN)} events, seed ${seed ?? 1}`;
  return strategies.length > 0 ? `${strategies.join(", ")} on ${market}` : market;
}
