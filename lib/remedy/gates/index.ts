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
import {
  actionOnFailure,
  deployModeUnknown,
  noFence,
  runtimeRole,
  shapeUnknown,
  stepEndsEarly,
  streaming,
} from './step';
import { notWorthIt, outsideWindow } from './worth';

/** Every gate by its name. */
export const GATES: { readonly [Name in GateName]: Gate } = {
  mode: { refuses: mode },
  'not-opted-in': { refuses: notOptedIn },
  'opted-out': { refuses: optedOut },
  'do-not-disrupt': { refuses: doNotDisrupt },
  'no-data': { doubts: 'explanation', refuses: noData, transient: true },
  'stale-data': { doubts: 'explanation', refuses: staleData },
  'warm-up': { doubts: 'explanation', refuses: warmUp },
  resize: { doubts: 'explanation', refuses: resize },
  'no-demand': { doubts: 'confirmation', refuses: noDemand },
  unexplained: { doubts: 'explanation', refuses: unexplained },
  'calculator-unknown': { doubts: 'explanation', refuses: calculatorUnknown },
  oversubscribed: { doubts: 'explanation', refuses: oversubscribed },
  'calculator-not-dominant': { doubts: 'confirmation', refuses: calculatorNotDominant },
  'cpu-busy': { doubts: 'confirmation', refuses: cpuBusy },
  'cores-unused': { doubts: 'confirmation', refuses: coresUnused },
  'other-apps': { doubts: 'confirmation', refuses: otherApps },
  'application-unknown': { doubts: 'confirmation', refuses: applicationUnknown },
  'set-in-code': { doubts: 'confirmation', refuses: setInCode },
  'shape-unknown': { refuses: shapeUnknown },
  'deploy-mode-unknown': { refuses: deployModeUnknown },
  streaming: { refuses: streaming },
  'runtime-role': { refuses: runtimeRole },
  'action-on-failure': { refuses: actionOnFailure },
  release: { refuses: release },
  'auto-terminate': { refuses: autoTerminate },
  'idle-policy': { refuses: idlePolicy },
  successors: { refuses: successors },
  limits: { refuses: limits },
  'step-ends-early': { refuses: stepEndsEarly },
  'no-fence': { refuses: noFence },
  'already-tuned': { refuses: alreadyTuned },
  'in-flight': { refuses: inFlight },
  cooldown: { refuses: cooldown },
  budget: { refuses: budget },
  breaker: { refuses: breaker },
  'not-worth-it': { refuses: notWorthIt },
  'outside-window': { refuses: outsideWindow },
  'no-ledger': { refuses: noLedger, transient: true },
};

/** Every gate in the order in which they are asked: the first that refuses decides, all that refuse are reported. */
export const gates: readonly (Gate & { readonly name: GateName })[] = GATE_NAMES.map((name) => ({
  name,
  ...GATES[name],
}));
