import { autoTerminate, idlePolicy, limits, release, successors } from './cluster';
import { noData, resize, staleData, warmUp } from './data';
import {
  calculatorNotDominant,
  calculatorUnknown,
  cpuBusy,
  noDemand,
  otherApps,
  oversubscribed,
  unexplained,
} from './evidence';
import { alreadyTuned, breaker, budget, cooldown, inFlight, noLedger } from './history';
import { doNotDisrupt, mode, notOptedIn, optedOut } from './permission';
import { actionOnFailure, deployModeUnknown, noFence, runtimeRole, shapeUnknown, streaming } from './step';
import type { Gate } from './types';
import { notWorthIt, outsideWindow } from './worth';

export type { Gate, GateName } from './types';

/** Every gate, the first that refuses decides; all that refuse are reported. */
export const gates: readonly Gate[] = [
  { name: 'mode', refuses: mode },
  { name: 'not-opted-in', refuses: notOptedIn },
  { name: 'opted-out', refuses: optedOut },
  { name: 'do-not-disrupt', refuses: doNotDisrupt },
  { name: 'no-data', refuses: noData },
  { name: 'stale-data', refuses: staleData },
  { name: 'warm-up', refuses: warmUp },
  { name: 'resize', refuses: resize },
  { name: 'no-demand', refuses: noDemand },
  { name: 'unexplained', refuses: unexplained },
  { name: 'calculator-unknown', refuses: calculatorUnknown },
  { name: 'oversubscribed', refuses: oversubscribed },
  { name: 'calculator-not-dominant', refuses: calculatorNotDominant },
  { name: 'cpu-busy', refuses: cpuBusy },
  { name: 'other-apps', refuses: otherApps },
  { name: 'shape-unknown', refuses: shapeUnknown },
  { name: 'deploy-mode-unknown', refuses: deployModeUnknown },
  { name: 'streaming', refuses: streaming },
  { name: 'runtime-role', refuses: runtimeRole },
  { name: 'action-on-failure', refuses: actionOnFailure },
  { name: 'release', refuses: release },
  { name: 'auto-terminate', refuses: autoTerminate },
  { name: 'idle-policy', refuses: idlePolicy },
  { name: 'successors', refuses: successors },
  { name: 'limits', refuses: limits },
  { name: 'no-fence', refuses: noFence },
  { name: 'already-tuned', refuses: alreadyTuned },
  { name: 'in-flight', refuses: inFlight },
  { name: 'cooldown', refuses: cooldown },
  { name: 'budget', refuses: budget },
  { name: 'breaker', refuses: breaker },
  { name: 'not-worth-it', refuses: notWorthIt },
  { name: 'outside-window', refuses: outsideWindow },
  { name: 'no-ledger', refuses: noLedger },
];
