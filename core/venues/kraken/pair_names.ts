/** Kraken's two names of a pair: v1 writes XBT and XDG where v2 writes BTC and DOGE. */

const RENAMED: readonly (readonly [string, string])[] = [["XBT", "BTC"], ["XDG", "DOGE"]];

/** A pair's name in v1, and in v2 where that differs. */
export function pairNames(wsname: string): readonly string[] {
  const newName = wsname.split("/").map((coin) =>
    RENAMED.find(([old]) => old === coin)?.[1] ?? coin
  ).join("/");
  return newName === wsname ? [wsname] : [wsname, newName];
}
