import type { Gate } from '../assessment';
import { GATE_NAMES, type GateName } from '../contract';
import { autoTerminate, idlePolicy, limits, release, successors } from './cluster';
import { noData, resize, staleData, warmUp } from './data';
import {
  calculatorNotDominant,
  calculatorUnknown,
  coresUnused,
  cpuBusy,
  noDemand,
  otherApps,
  oversubscribed,
  unexplained,
} from './evidence';
import { alreadyTuned, breaker, budget, cooldown, inFlight, noLedger } from './history';
import { applicationUnknown, setInCode } from './job';
import { doNotDisrupt, mode, notOptedIn, optedOut } from './permission';
import { actionOnFailure, deployModeUnknown, noFence, runtimeRole, shapeUnknown, streaming } from './step';
import { notWorthIt, outsideWindow } from './worth';

/** Every gate by its name. */
export const GATES: { readonly [Name in GateName]: Gate } = {
  mode: { stage: 'permission', refuses: mode },
  'not-opted-in': { stage: 'permission', refuses: notOptedIn },
  'opted-out': { stage: 'permission', refuses: optedOut },
  'do-not-disrupt': { stage: 'permission', refuses: doNotDisrupt },
  'no-data': { stage: 'explanation', refuses: noData, transient: true },
  'stale-data': { stage: 'explanation', refuses: staleData },
  'warm-up': { stage: 'explanation', refuses: warmUp },
  resize: { stage: 'explanation', refuses: resize },
  'no-demand': { stage: 'confirmation', refuses: noDemand },
  unexplained: { stage: 'explanation', refuses: unexplained },
  'calculator-unknown': { stage: 'explanation', refuses: calculatorUnknown },
  oversubscribed: { stage: 'explanation', refuses: oversubscribed },
  'calculator-not-dominant': { stage: 'confirmation', refuses: calculatorNotDominant },
  'cpu-busy': { stage: 'confirmation', refuses: cpuBusy },
  'cores-unused': { stage: 'confirmation', refuses: coresUnused },
  'other-apps': { stage: 'confirmation', refuses: otherApps },
  'application-unknown': { stage: 'confirmation', refuses: applicationUnknown },
  'set-in-code': { stage: 'confirmation', refuses: setInCode },
  'shape-unknown': { stage: 'protocol', refuses: shapeUnknown },
  'deploy-mode-unknown': { stage: 'protocol', refuses: deployModeUnknown },
  streaming: { stage: 'protocol', refuses: streaming },
  'runtime-role': { stage: 'protocol', refuses: runtimeRole },
  'action-on-failure': { stage: 'protocol', refuses: actionOnFailure },
  release: { stage: 'protocol', refuses: release },
  'auto-terminate': { stage: 'protocol', refuses: autoTerminate },
  'idle-policy': { stage: 'protocol', refuses: idlePolicy },
  successors: { stage: 'protocol', refuses: successors },
  limits: { stage: 'protocol', refuses: limits },
  'no-fence': { stage: 'protocol', refuses: noFence },
  'already-tuned': { stage: 'history', refuses: alreadyTuned },
  'in-flight': { stage: 'history', refuses: inFlight },
  cooldown: { stage: 'history', refuses: cooldown },
  budget: { stage: 'history', refuses: budget },
  breaker: { stage: 'history', refuses: breaker },
  'not-worth-it': { stage: 'worth', refuses: notWorthIt },
  'outside-window': { stage: 'worth', refuses: outsideWindow },
  'no-ledger': { stage: 'history', refuses: noLedger, transient: true },
};

/** Every gate in the order in which they are asked: the first that refuses decides, all that refuse are reported. */
export const gates: readonly (Gate & { readonly name: GateName })[] = GATE_NAMES.map((name) => ({
  name,
  ...GATES[name],
}));
