/** `millrace exchange`: the simulated exchange as a server that speaks Binance's protocols. */
import type { Command } from "commander";
import { EXIT_OK, messageOf, UserError } from "../core/base/errors.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { FileInput } from "../core/supervisor/job.ts";
import { keysOf, newKeys, type PracticeKey } from "../exchange/accounts/practice_keys.ts";
import type { ExchangeOptions } from "../exchange/exchange_options.ts";
import { faultRuleOfText } from "../exchange/practice/fault_rule.ts";
import { type LocalExchange, startExchange } from "../exchange/start_exchange.ts";
import { oneOf, speedOf, symbolsOf, wholeNumber } from "./arguments.ts";
import { inputOf } from "./input.ts";
import { exchangeText, farewellText } from "./exchange_text.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { withInterrupt } from "./interrupt.ts";
import { timeSpanOf } from "./time_span.ts";

/** Where keys are looked for when no file is given. */
const KEYS_VARIABLE = "MILLRACE_PRACTICE_KEYS";
const LIMITS = ["real", "off"] as const;

const EXAMPLES = `
Examples:
  deno task exchange                                BTCUSDT and ETHUSDT, spot and USD-M, free ports
  deno task exchange --port 9100 --symbols BTCUSDT,SOLUSDT --seed 7
  deno task exchange --rate 20000 --limits off      20,000 order events a second, no request limits
  deno task exchange spot_0808.gz spot_0809.gz --speed 10x   a recording as the market
  deno task exchange --cut-after 60s                connections end after a minute, as after 24 h
  deno task exchange --json | head -1 | jq .restUrl one line for a program to read, then it serves
  deno task exchange --fault drop:where=market,match=btcusdt@depth,chance=0.001
  deno task exchange --fault timeout:where=rest,match=POST,skip=5,count=1,millis=10000

Point any Binance client at it by its base URLs; docs/EXCHANGE.md shows how for some. Orders of clients
meet the simulated flow in one book, by price and time; on a recording, models fill them and clients
do not meet. The accounts hold practice money.

Faults, KIND:name=value,…, strike what --fault or POST /practice/faults says:
  where=rest, ws-api     delay stall drop cut corrupt reject error html redirect timeout
  where=market, user     delay stall drop cut corrupt close duplicate reorder
  clock:millis=-5000     the exchange's clock is five seconds behind
Fields: match (part of "POST /api/v3/order" or of a stream's name), chance, skip, count, millis, code.
"timeout" carries the request out and never answers.

Keys are made anew for every run, unless --keys-file or ${KEYS_VARIABLE} gives them, one
API-KEY:SECRET-KEY each. Exit codes: 0 stopped by Ctrl-C or --duration; 2 bad option.`;

interface ExchangeFlags {
  readonly symbols?: string;
  readonly format?: string;
  readonly tick: readonly string[];
  readonly lot: readonly string[];
  readonly seed: string;
  readonly port: string;
  readonly rate: string;
  readonly speed: string;
  readonly accounts: string;
  readonly keysFile?: string;
  readonly limits: string;
  readonly cutAfter: string;
  readonly ping: string;
  readonly funding: string;
  readonly fault: readonly string[];
  readonly duration?: string;
  readonly json?: boolean;
}

export function addExchange(program: Command, exit: ExitCodeSink): void {
  program.command("exchange")
    .description("Serve a simulated exchange over Binance's spot and USD-M protocols.")
    .argument("[files...]", "recordings or tapes to play; none = the simulated flow")
    .option(
      "--symbols <list>",
      "listed at both venues (default: BTCUSDT,ETHUSDT, or what is recorded)",
    )
    .option("--seed <n>", "of the simulated flow", "1")
    .option("--port <n>", "REST; sockets of spot and futures take the next two; 0 = free ones", "0")
    .option("--rate <n>", "order events of the flow a second, over all markets", "1000")
    .option("--speed <factor>", "how fast the flow or the recording goes: 1x, 10x", "1x")
    .option("--format <name>", "how to read the files (default: recognised)")
    .option("--tick <symbol=size>", "tick size where the recording does not say it", collect, [])
    .option("--lot <symbol=size>", "lot size where the recording does not say it", collect, [])
    .option("--accounts <n>", "keys to make, an account at both venues each", "2")
    .option("--keys-file <path>", "keys to accept instead, API-KEY:SECRET-KEY a line")
    .option("--limits <how>", `request weights and order counts: ${LIMITS.join(", ")}`, "real")
    .option("--cut-after <time>", "how long a connection lasts", "24h")
    .option(
      "--ping <time>",
      "pings go out this often, and must be answered within 3 times it",
      "20s",
    )
    .option("--funding <time>", "between two funding payments", "8h")
    .option("--fault <rule>", "a fault from the start on; may be given several times", collect, [])
    .option("--duration <time>", "stop by itself")
    .option("--json", "print one JSON object with addresses and keys instead of the text")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: ExchangeFlags) => exit(await run(files, flags)));
}

/** @returns the exit code */
async function run(files: readonly string[], flags: ExchangeFlags): Promise<number> {
  const recording = await recordingOf(files, flags);
  const given = await givenKeys(flags.keysFile);
  const options = optionsOf(flags);
  const accounts = wholeNumber("--accounts", flags.accounts, 1, 1_000);
  const keys = given ?? await newKeys(accounts);
  const duration = flags.duration === undefined
    ? undefined
    : timeSpanOf("--duration", flags.duration);
  const running = await started({ ...options, ...recording, keys });
  try {
    // Keys that somebody gave are known to them, and to nobody else.
    const shown = given === undefined ? keys : [];
    console.log(exchangeText(running, shown, flags.json === true));
    await withInterrupt((signal) => untilStopped(signal, duration));
  } finally {
    await running.stop();
  }
  if (!flags.json) console.log(farewellText(running));
  return EXIT_OK;
}

function optionsOf(flags: ExchangeFlags): ExchangeOptions {
  const speed = speedOf(flags.speed);
  if (speed === SPEED_MAX) {
    throw new UserError(
      `--speed ${flags.speed}: a market that clients trade in has a pace, say 10x`,
    );
  }
  const pingMillis = timeSpanOf("--ping", flags.ping);
  return {
    ...flags.symbols !== undefined && { symbols: symbolsOf(flags.symbols) },
    seed: wholeNumber("--seed", flags.seed, 0, 0xffff_ffff),
    port: wholeNumber("--port", flags.port, 0, 65_533),
    eventsPerSecond: wholeNumber("--rate", flags.rate, 1, 1_000_000),
    speed,
    limits: oneOf("--limits", flags.limits, LIMITS),
    cutAfterMillis: timeSpanOf("--cut-after", flags.cutAfter),
    pingMillis,
    pongMillis: 3 * pingMillis,
    fundingMillis: timeSpanOf("--funding", flags.funding),
    faults: flags.fault.map(faultRuleOfText),
  };
}

/** The recording that is played, if files are given. */
async function recordingOf(
  files: readonly string[],
  flags: ExchangeFlags,
): Promise<{ readonly recording?: FileInput }> {
  const { seed, symbols, format, tick, lot } = flags;
  const named = { ...symbols !== undefined && { symbols }, ...format !== undefined && { format } };
  const input = await inputOf(files, { seed, events: "1", barLabel: "auto", tick, lot, ...named });
  return input.kind === "files" ? { recording: input } : {};
}

async function started(options: ExchangeOptions): Promise<LocalExchange> {
  try {
    return await startExchange(options);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.AddrInUse)) throw thrown;
    throw new UserError(`--port ${options.port}: it, or one of the two after it, is in use`);
  }
}

/** Undefined when none are given. */
async function givenKeys(path: string | undefined): Promise<PracticeKey[] | undefined> {
  const fromEnvironment = path === undefined ? Deno.env.get(KEYS_VARIABLE) : undefined;
  if (path === undefined && fromEnvironment === undefined) return undefined;
  const where = path === undefined ? KEYS_VARIABLE : `--keys-file ${path}`;
  const keys = keysOf(fromEnvironment ?? await textOf(path!), where);
  if (keys.length === 0) throw new UserError(`${where}: holds no key`);
  return keys;
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (thrown) {
    throw new UserError(`--keys-file ${path}: cannot be read: ${messageOf(thrown)}`);
  }
}

function untilStopped(signal: AbortSignal, durationMillis: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = durationMillis === undefined ? undefined : setTimeout(resolve, durationMillis);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
