/** What trading came to, as a person reads it: a line a strategy and instrument, and why not more. */
import type {
  StrategyReport,
  TradedAccount,
  TradingReport,
} from "../core/trading/trading_report.ts";
import { countText } from "./format.ts";

/** Lines of accounts; a NASDAQ day has hundreds. */
const MAX_ACCOUNTS = 12;
const NAME_CELLS = 20;

/** Lines without their labels. */
export function tradingLines(report: TradingReport): string[] {
  const { orders, modifies, cancels, fills, oddReports, hash } = report;
  const accounts = report.strategies.flatMap((strategy) =>
    strategy.accounts.map((account) => accountLine(strategy, account))
  );
  const more = accounts.length - MAX_ACCOUNTS;
  return [
    `${countText(orders)} orders · ${countText(modifies)} modifications · ` +
    `${countText(cancels)} cancels · ${countText(fills)} fills · hash ${hash}`,
    ...accounts.slice(0, MAX_ACCOUNTS),
    ...(more > 0 ? [`… and ${countText(more)} more`] : []),
    ...totalLines(report),
    ...report.strategies.flatMap(refusalLines),
    ...exitLines(report),
    ...(oddReports > 0 ? [`${countText(oddReports)} reports that no venue should have sent`] : []),
    ...report.neverBegun.map((name) => `${name} never began: its instruments did not come`),
    ...report.strategies.flatMap(failureLines),
  ];
}

function accountLine({ name }: StrategyReport, account: TradedAccount): string {
  const { symbol, currency, position, fills, makerFills, pnlQuote, feesQuote } = account;
  const maker = fills > 0 ? `, ${Math.round(100 * makerFills / fills)} % maker` : "";
  return `${`${name} ${symbol}`.padEnd(NAME_CELLS)} P&L ${amount(pnlQuote)} ${currency} after ` +
    `fees ${amount(feesQuote)} · position ${Number(position.toPrecision(8))} · ` +
    `${countText(fills)} fills${maker}`;
}

function totalLines({ pnl, fees, strategies }: TradingReport): string[] {
  if (strategies.length < 2) return [];
  return Object.entries(pnl).map(([currency, total]) =>
    `${"together".padEnd(NAME_CELLS)} P&L ${amount(total)} ${currency} after fees ` +
    amount(fees[currency])
  );
}

function refusalLines({ name, refused, rejected }: StrategyReport): string[] {
  return [
    ...reasonLine(`${name}: refused by the risk gate`, refused),
    ...reasonLine(`${name}: rejected by the exchange`, rejected),
  ];
}

function exitLines({ killed, exits, haltedDays }: TradingReport): string[] {
  return [
    ...reasonLine("closed by the risk gate", exits),
    ...(haltedDays > 0 ? [`${countText(haltedDays)} days ended early for their loss`] : []),
    ...(killed === null ? [] : [`the kill switch was thrown: ${killed}`]),
  ];
}

function reasonLine(what: string, counts: Readonly<Record<string, number>>): string[] {
  const texts = Object.entries(counts).map(([name, count]) => `${name} ${countText(count)}`);
  return texts.length === 0 ? [] : [`${what}: ${texts.join(" · ")}`];
}

function failureLines({ name, failure, accounts }: StrategyReport): string[] {
  if (failure === null) return [];
  const symbols = accounts.map(({ symbol }) => symbol).join(", ");
  return [`${name} on ${symbols} was stopped, its orders cancelled: ${failure}`];
}

/** Cents; of less than one, the first two digits. */
function amount(quote: number): string {
  const size = Math.abs(quote);
  const text = size >= 0.01 || size === 0 ? size.toFixed(2) : `${Number(size.toPrecision(2))}`;
  return quote < 0 ? `−${text}` : text;
}
