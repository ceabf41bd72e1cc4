// The control API: requests with the token of this tab, problems as errors with their own words.

const TOKEN_KEY = "millrace-token";

export class ApiProblem extends Error {
  /** @param status HTTP status; 0 = the server could not be reached */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** A token in the address (…/#token=…) is taken once and does not stay there. */
export function takeTokenFromAddress() {
  const match = /[#&]token=([A-Za-z0-9_.~-]+)/.exec(location.hash);
  if (match === null) return;
  setToken(match[1]);
  history.replaceState(null, "", `${location.pathname}#market`);
}

export function token() {
  return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
}

export function setToken(word) {
  if (word === undefined) sessionStorage.removeItem(TOKEN_KEY);
  else sessionStorage.setItem(TOKEN_KEY, word);
}

export function get(path) {
  return request("GET", path);
}

/** A change; a repeat of the same press is not done twice. */
export function post(path, body = {}) {
  return request("POST", path, body);
}

export function put(path, body) {
  return request("PUT", path, body);
}

export function patch(path, body) {
  return request("PATCH", path, body);
}

async function request(method, path, body) {
  const headers = {};
  const word = token();
  if (word !== undefined) headers.authorization = `Bearer ${word}`;
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    headers["idempotency-key"] = crypto.randomUUID();
  }
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiProblem(0, "Millrace does not answer");
  }
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  const content = isJson ? await answer.json() : undefined;
  if (!answer.ok) throw new ApiProblem(answer.status, content?.detail ?? answer.statusText);
  return content;
}
