// Puts the page together: the bar, the views, the stream, and one paint for all of them.

import { ApiProblem, get, setToken, takeTokenFromAddress, token } from "./api.js";
import { forgetColours } from "./colours.js";
import { setClass, setText } from "./elements.js";
import { KillSwitch } from "./kill_switch.js";
import { LogView } from "./log_view.js";
import { MarketView } from "./market_view.js";
import { ModelView } from "./model_view.js";
import { PipelineView } from "./pipeline_view.js";
import { SessionView } from "./session_view.js";
import { State } from "./state.js";
import { Stream } from "./stream.js";
import { TradingView } from "./trading_view.js";

const VIEWS = {
  market: MarketView,
  trading: TradingView,
  pipeline: PipelineView,
  model: ModelView,
  sessions: SessionView,
  log: LogView,
};
/** Topics that show positions: only with a token. */
const GUARDED = ["orders", "fills", "positions", "pnl", "log"];
const RISK_CLASSES = { open: "good", killed: "bad", none: "" };
const TOLD_MILLIS = 5_000;

class App {
  state = new State();
  #stream = new Stream(
    (topic, data, at) => this.#hear(topic, data, at),
    (isUp, text) => this.#showLink(isUp, text),
  );
  #kill = new KillSwitch(document.getElementById("kill"), this);
  #view;
  #viewName = "";
  #told;
  #wasUp = false;

  start() {
    takeTokenFromAddress();
    addEventListener("hashchange", () => this.#open());
    document.getElementById("theme").addEventListener("click", () => this.#switchTheme());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#repaint());
    addEventListener("keydown", (event) => this.#shortcut(event));
    this.#open();
    this.#stream.reconnect();
    this.#learnInstruments();
    setInterval(() => this.#learnInstruments(), 5_000);
    const paint = () => {
      requestAnimationFrame(paint);
      this.#paint();
    };
    paint();
  }

  /** Follows what the open view needs. */
  follow() {
    const { topics, allInstruments = false, every } = this.#view.constructor;
    const wanted = ["status", ...topics].filter((topic) =>
      token() !== undefined || !GUARDED.includes(topic)
    );
    this.#stream.follow(
      [...new Set(wanted)],
      allInstruments ? null : [this.state.instrumentId],
      every,
    );
  }

  /** Chooses the instrument that views are about. */
  choose(instrumentId) {
    this.state.choose(instrumentId);
    this.follow();
  }

  /** Runs a change, asks for a token where one is needed, and says how it went. */
  async change(success, action) {
    try {
      const result = await action();
      this.tell(success);
      return result;
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown;
      if (thrown.status === 401) {
        return await this.signIn() ? this.change(success, action) : undefined;
      }
      this.tell(thrown.message, true);
      return undefined;
    }
  }

  /** Reads something; what goes wrong is shown where it would stand. @returns undefined on failure */
  async read(path, place) {
    try {
      const content = await get(path);
      if (place !== undefined) setText(place, "");
      return content;
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown;
      if (place !== undefined) {
        setText(place, thrown.status === 401 ? "needs a token" : thrown.message);
      }
      return undefined;
    }
  }

  /** Asks for a token. @returns whether there is one now */
  signIn() {
    const dialog = document.getElementById("sign-in");
    const input = document.getElementById("token");
    const fault = document.getElementById("sign-in-fault");
    setText(fault, "");
    input.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.onclose = async () => {
        const word = input.value.trim();
        if (dialog.returnValue !== "ok" || word === "") return resolve(false);
        setToken(word);
        try {
          await get("/v1/config");
        } catch (thrown) {
          if (thrown instanceof ApiProblem && thrown.status === 401) {
            setToken(undefined);
            this.tell("this token is not known", true);
            return resolve(false);
          }
        }
        this.state.forget();
        this.follow();
        this.#stream.reconnect();
        this.#view.signedIn?.();
        resolve(true);
      };
    });
  }

  tell(text, isBad = false) {
    const element = document.getElementById("told");
    setText(element, text);
    setClass(element, isBad ? "told bad" : "told");
    clearTimeout(this.#told);
    this.#told = setTimeout(() => setText(element, ""), TOLD_MILLIS);
  }

  #open() {
    const name = location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "market";
    if (name === this.#viewName) return;
    this.#viewName = name;
    this.#view?.close?.();
    for (const link of document.querySelectorAll("#tabs a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#view = new VIEWS[name](this);
    document.getElementById("view").replaceChildren(this.#view.element);
    this.follow();
  }

  #hear(topic, data, at) {
    if (topic === "problem" && data.status === 401) setToken(undefined);
    this.state.take(topic, data, at);
  }

  async #learnInstruments() {
    const answer = await this.read("/v1/instruments");
    if (answer === undefined) return;
    const isFirst = this.state.instruments.length === 0;
    this.state.instruments = answer.items;
    if (isFirst && answer.items.length > 0) this.choose(answer.items[0].instrumentId);
  }

  #paint() {
    const { status } = this.state;
    if (document.visibilityState !== "visible") return;
    if (status !== undefined) this.#paintBar(status);
    this.#view.paint(performance.now());
  }

  #paintBar({ trading, mode, risk, source, sessionId, state }) {
    const badge = document.getElementById("mode");
    badge.hidden = false;
    setText(badge, trading === "none" ? mode : `${mode} · ${trading}`);
    setClass(badge, trading === "trade" ? "badge warn" : "badge");
    const gate = document.getElementById("gate");
    gate.hidden = risk === "none";
    setText(gate, risk);
    setClass(gate, `badge ${RISK_CLASSES[risk] ?? "warn"}`);
    setText(document.getElementById("source"), `${source} · ${sessionId} · ${state}`);
    this.#kill.show(risk);
  }

  #showLink(isUp, text) {
    const link = document.getElementById("link");
    setText(link, text);
    setClass(link, isUp ? "link good" : "link bad");
    const lost = document.getElementById("lost");
    lost.hidden = isUp;
    setText(
      lost,
      isUp
        ? ""
        : "Millrace does not answer. What is shown is old; this page tries again by itself.",
    );
    if (isUp && this.#wasUp) {
      this.state.forget();
      this.#view.signedIn?.();
    }
    this.#wasUp ||= isUp;
  }

  #switchTheme() {
    const root = document.documentElement;
    const isDark = getComputedStyle(root).colorScheme === "dark" ||
      (root.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("millrace-theme", root.dataset.theme);
    this.#repaint();
  }

  #repaint() {
    forgetColours();
    this.#view.repaint?.();
  }

  /** Digits open the views. */
  #shortcut(event) {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const name = Object.keys(VIEWS)[Number(event.key) - 1];
    if (name !== undefined) location.hash = name;
  }
}

new App().start();
