// The stream of topics over a WebSocket: connects, says what it follows, and comes back by itself.

import { token } from "./api.js";

const PROTOCOL = "millrace.v1";
const FIRST_RETRY_MILLIS = 500;
const MOST_RETRY_MILLIS = 8_000;
/** A server says something every few seconds, were it only that it is alive. */
const SILENT_MILLIS = 20_000;

export class Stream {
  #onMessage;
  #onLink;
  #socket;
  #topics = new Set();
  #instruments = null;
  #every = 50;
  #retryMillis = FIRST_RETRY_MILLIS;
  #heardMillis = 0;
  #retry;

  /**
   * @param onMessage (topic, data, at)
   * @param onLink (isUp, text)
   */
  constructor(onMessage, onLink) {
    this.#onMessage = onMessage;
    this.#onLink = onLink;
    setInterval(() => this.#checkSilence(), 2_000);
    addEventListener("online", () => this.#reconnectNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.#socket === undefined) {
        this.#reconnectNow();
      }
    });
  }

  /** Follows exactly these. @param instruments numbers, null = all */
  follow(topics, instruments, every = 50) {
    const before = this.#topics;
    this.#topics = new Set(topics);
    this.#instruments = instruments;
    this.#every = every;
    this.#send({
      subscribe: topics.filter((topic) => !before.has(topic)),
      unsubscribe: [...before].filter((topic) => !this.#topics.has(topic)),
      instruments,
      every,
    });
  }

  /** Connects anew, with the token of now. */
  reconnect() {
    this.#socket?.close();
    this.#socket = undefined;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retry);
    const query = new URLSearchParams({ topics: [...this.#topics].join(","), every: this.#every });
    if (this.#instruments !== null) query.set("instruments", this.#instruments.join(","));
    const word = token();
    const protocols = word === undefined ? [PROTOCOL] : [PROTOCOL, `bearer.${word}`];
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/v1/ws?${query}`, protocols);
    this.#socket = socket;
    this.#heardMillis = performance.now();
    socket.onopen = () => {
      this.#retryMillis = FIRST_RETRY_MILLIS;
      this.#onLink(true, "live");
    };
    socket.onmessage = ({ data }) => {
      this.#heardMillis = performance.now();
      const { topic, data: content, at } = JSON.parse(data);
      this.#onMessage(topic, content, at);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#onLink(false, "disconnected");
      this.#retry = setTimeout(() => this.#connect(), this.#retryMillis);
      this.#retryMillis = Math.min(MOST_RETRY_MILLIS, this.#retryMillis * 2);
    };
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #checkSilence() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (performance.now() - this.#heardMillis > SILENT_MILLIS) this.#socket.close();
  }

  #reconnectNow() {
    if (this.#socket?.readyState === WebSocket.OPEN) return;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.reconnect();
  }
}
