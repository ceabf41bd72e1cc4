/**
 * What a control does to trading. It is entered in the journal first, so that what it causes stands
 * behind it.
 *
 * Cold: somebody pressed something.
 */
import {
  CONTROL_CANCEL_ALL,
  CONTROL_FLATTEN,
  CONTROL_FULL,
  CONTROL_HOLD,
  CONTROL_KILL,
  CONTROL_PAUSE,
  CONTROL_REARM,
  CONTROL_REDUCE_ONLY,
  CONTROL_RELEASE,
  CONTROL_RESUME,
  CONTROL_SET_PARAMETER,
  CONTROL_START_STRATEGY,
  CONTROL_STOP_STRATEGY,
  K_INSTRUMENT,
  K_KIND,
  K_PARAMETER,
  K_STRATEGY,
  K_VALUE,
} from "../../wire/control.ts";
import { CONTROL_APPLIED, CONTROL_REFUSED } from "../../wire/journal.ts";
import type { Journal } from "../journal/journal.ts";
import { RISK_BY_CONTROL, RISK_FLATTENED } from "../risk/reasons.ts";
import type { TradingDesk } from "../trading_desk.ts";

const ALL = -1;

/** Takes the control at word `at`. */
export function applyControl(
  desk: TradingDesk,
  journal: Journal | undefined,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): void {
  const { gate, losses, crew } = desk;
  const strategyId = words[at + K_STRATEGY];
  const instrumentId = words[at + K_INSTRUMENT];
  const isThere = strategyId === ALL ||
    (strategyId >= 0 && strategyId < crew.hosts.length);
  journal?.onControl(words, at, isThere ? CONTROL_APPLIED : CONTROL_REFUSED);
  if (!isThere) return;
  switch (words[at + K_KIND] & 0xff) {
    case CONTROL_PAUSE:
      gate.isPaused = true;
      return;
    case CONTROL_RESUME:
      gate.isPaused = false;
      return;
    case CONTROL_FLATTEN:
      return forAccounts(desk, strategyId, instrumentId, (account) => {
        gate.exit(account, RISK_FLATTENED);
      });
    case CONTROL_KILL:
      return gate.kill(RISK_BY_CONTROL);
    case CONTROL_CANCEL_ALL:
      return forAccounts(desk, strategyId, instrumentId, (account) => gate.cancelAccount(account));
    case CONTROL_REDUCE_ONLY:
      return gate.setReduceOnly(true);
    case CONTROL_FULL:
      return gate.setReduceOnly(false);
    case CONTROL_STOP_STRATEGY:
      return forHosts(desk, strategyId, (id) => crew.stop(id));
    case CONTROL_START_STRATEGY:
      return forHosts(desk, strategyId, (id) => crew.start(id));
    case CONTROL_SET_PARAMETER: {
      const value = doubles[(at >> 1) + K_VALUE];
      const position = words[at + K_PARAMETER];
      return forHosts(desk, strategyId, (id) => crew.setParameter(id, position, value));
    }
    case CONTROL_HOLD: {
      gate.isHeld = true;
      const role = words[at + K_PARAMETER] - 1;
      if (role >= 0) journal?.onRestarted(role);
      return;
    }
    case CONTROL_RELEASE:
      gate.isHeld = false;
      return;
    case CONTROL_REARM:
      gate.rearm();
      losses.rearm();
      return;
  }
}

function forAccounts(
  { portfolio }: TradingDesk,
  strategyId: number,
  instrumentId: number,
  act: (account: number) => void,
): void {
  for (let account = 0; account < portfolio.accounts; account++) {
    if (strategyId !== ALL && portfolio.strategyOf(account) !== strategyId) continue;
    if (instrumentId !== ALL && portfolio.instrumentOf(account) !== instrumentId) continue;
    act(account);
  }
}

function forHosts({ crew }: TradingDesk, strategyId: number, act: (id: number) => void): void {
  if (strategyId !== ALL) return act(strategyId);
  for (let id = 0; id < crew.hosts.length; id++) act(id);
}
