/** Checks of services that a session can use and does not need: whether something listens there. */
import { messageOf } from "../core/base/errors.ts";
import type { Check } from "./doctor_machine.ts";

const CONNECT_MILLIS = 500;

/** Variables that say where a service is, and the port it has where they say nothing. */
const SERVICES = [
  { name: "Redis", variable: "REDIS_URL", port: 6379 },
  { name: "Postgres", variable: "DATABASE_URL", port: 5432 },
  { name: "Kafka", variable: "KAFKA_BROKERS", port: 9092 },
  { name: "OpenTelemetry", variable: "OTEL_EXPORTER_OTLP_ENDPOINT", port: 4318 },
] as const;

export async function checkServices(): Promise<Check[]> {
  return await Promise.all(SERVICES.map(async ({ name, variable, port }): Promise<Check> => {
    const given = Deno.env.get(variable);
    const address = given === undefined ? { hostname: "127.0.0.1", port } : addressOf(given, port);
    if (address === undefined) {
      return {
        name,
        verdict: "fail",
        found: `${variable} is no address`,
        advice: "HOST:PORT or a URL",
      };
    }
    const where = `${address.hostname}:${address.port}`;
    const trouble = await connectTrouble(address);
    if (trouble === undefined) {
      return { name, verdict: "ok", found: `something listens at ${where}` };
    }
    // Nobody asked for it: that it is not there is no fault.
    if (given === undefined) {
      return { name, verdict: "ok", found: `not used (${variable} is not set)` };
    }
    return {
      name,
      verdict: "fail",
      found: `nothing answers at ${where} (${trouble})`,
      advice: `start it, or unset ${variable}`,
    };
  }));
}

/** What is written may hold a password: only host and port are kept. */
function addressOf(text: string, port: number): { hostname: string; port: number } | undefined {
  const [first] = text.split(",");
  const url = URL.parse(/^\w+:\/\//.test(first) ? first : `tcp://${first}`);
  if (url === null || url.hostname === "") return undefined;
  return { hostname: url.hostname, port: url.port === "" ? port : Number(url.port) };
}

async function connectTrouble(
  address: { hostname: string; port: number },
): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not within ${CONNECT_MILLIS} ms`), CONNECT_MILLIS);
  });
  const attempt = Deno.connect(address).then((connection) => {
    connection.close();
    return undefined;
  }, (thrown) => messageOf(thrown).split("\n")[0].slice(0, 80));
  const trouble = await Promise.race([attempt, late]);
  clearTimeout(timer);
  return trouble;
}
