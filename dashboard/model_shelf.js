// The models that could be served, and what their aliases point to.

import { post, put } from "./api.js";
import { make, Table } from "./elements.js";
import { countText } from "./format.js";

const ALIAS = "production";

export class ModelShelf {
  element = make("div");
  #app;
  #models = new Table(
    [
      ["model", ({ folder }) => folder],
      ["", ({ served }) => served ? "served now" : "", () => "good"],
      ["features", ({ features }) => countText(features)],
      ["horizon", ({ horizonFrames }) => `${countText(horizonFrames)} frames`],
      ["trained on", ({ trainedOn }) => trainedOn, undefined, "text"],
      [
        "fit to serve",
        ({ problem }) => problem ?? "yes",
        ({ problem }) => problem === null ? "good" : "bad",
        "text",
      ],
      ["", (model) => this.#promotion(model)],
    ],
    "No model.",
    "Models",
  );
  #aliases = new Table(
    [
      ["alias", ({ alias }) => alias],
      ["model", ({ folder }) => folder, undefined, "text"],
      ["since", ({ at }) => at.slice(0, 19).replace("T", " ")],
      ["by", ({ by }) => by],
      ["before", ({ before }) => before ?? "–"],
      ["", (alias) => this.#rollback(alias)],
    ],
    "No alias yet: promote a model, and the next session that is started with --model @production takes it.",
    "Aliases",
  );

  constructor(app) {
    this.#app = app;
    this.element.append(this.#models.element, this.#aliases.element);
  }

  async refresh() {
    const answer = await this.#app.read("/v1/models");
    if (answer === undefined) return;
    this.#models.show(answer.items);
    this.#aliases.show(answer.aliases);
  }

  #promotion({ folder, problem }) {
    return make("button.plain", {
      type: "button",
      disabled: problem !== null,
      click: async () => {
        await this.#app.change(
          `${ALIAS} is ${folder} from the next session on`,
          () => put(`/v1/models/aliases/${ALIAS}`, { folder }),
        );
        this.refresh();
      },
    }, "Promote");
  }

  #rollback({ alias, before }) {
    return make("button.plain", {
      type: "button",
      disabled: before === null,
      click: async () => {
        await this.#app.change(
          `${alias} is ${before} again from the next session on`,
          () => post(`/v1/models/aliases/${alias}/rollback`),
        );
        this.refresh();
      },
    }, "Roll back");
  }
}
