import { counted, grouped } from '../../numbers';
import { type Assessment, NOT_READ } from '../assessment';
import { isActive, MAX_ACTIVE_STEPS } from '../contract';
import { resubmissionOf } from '../resubmission';
import { understood } from '../subject';

/** Before 5.32 the signal of a cancel does not reach the process that submits. */
export function release({ obs, subject }: Assessment): string | undefined {
  if (obs.cluster === undefined) return undefined;
  if (subject.release === undefined) return 'the release label is not understood';
  return subject.release.signalsStepChildProcess
    ? undefined
    : `release ${subject.release.label} is older than emr-5.32.0`;
}

/** A cluster that ends with its last step would end between the cancel and the resubmission. */
export function autoTerminate({ obs }: Assessment): string | undefined {
  return obs.cluster?.value.autoTerminate ? 'the cluster terminates after its last step' : undefined;
}

export function idlePolicy({ obs, policy }: Assessment): string | undefined {
  if (obs.autoTermination === undefined) return `the auto-termination policy ${NOT_READ}`;
  const { idleSeconds } = obs.autoTermination.value;
  if (idleSeconds === undefined || idleSeconds >= policy.idlePolicyMinMinutes * 60) return undefined;
  return `the cluster terminates after ${Math.round(idleSeconds / 60)} idle minutes, below ${policy.idlePolicyMinMinutes}`;
}

/** With one step at a time a waiting step would start in the root step's place, before its resubmission. */
export function successors({ obs, policy }: Assessment): string | undefined {
  if (policy.successorsIndependent) return undefined;
  const pending = obs.scan?.value.steps.filter(({ state }) => state === 'PENDING').length ?? 0;
  if (pending === 0 || (obs.cluster !== undefined && obs.cluster.value.stepConcurrency > 1)) return undefined;
  return `${counted(pending, 'step')} ${pending === 1 ? 'waits' : 'wait'} behind this one and would run before its resubmission`;
}

/** Whether EMR, YARN and the engine's own caution would take the resubmission. */
export function limits({ obs, subject, retune }: Assessment): string | undefined {
  const active = obs.scan?.value.steps.filter(isActive).length ?? 0;
  // The root step's own place is not counted on: somebody else may take it.
  if (active >= MAX_ACTIVE_STEPS) return `${active} steps are active, EMR takes ${MAX_ACTIVE_STEPS}`;
  const root = obs.root?.value;
  if (retune === undefined || root === undefined || subject.submit === undefined) return undefined;
  if (retune.refused !== undefined) return retune.refused;
  const largest = Math.max(0, ...subject.nodes.map(({ memoryMiB }) => memoryMiB));
  if (retune.executor.containerMiB > largest) {
    return `an executor of ${grouped(retune.executor.containerMiB)} MiB is larger than the largest node, ${grouped(largest)} MiB`;
  }
  const built = understood(() => resubmissionOf(root, retune.changes, { root: root.id, n: 1 }, subject.sparkDefaults));
  return built.problem === undefined ? undefined : `the resubmission cannot be built: ${built.problem}`;
}
