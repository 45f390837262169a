import { parseBoolean } from '../../spark';
import { type Assessment, NOT_READ } from '../assessment';
import { fenceFor } from '../fence';

export function shapeUnknown({ obs, subject }: Assessment): string | undefined {
  if (obs.root === undefined) return undefined;
  return subject.submit === undefined ? (subject.shapeProblem ?? NOT_READ) : undefined;
}

export function deployModeUnknown({ subject }: Assessment): string | undefined {
  if (subject.submit === undefined || subject.deployMode !== undefined) return undefined;
  return 'neither the arguments nor spark-defaults settle where the driver runs';
}

const STREAMING_KEY = /^spark\.(sql\.)?streaming\./;
const STREAMING_NAME = /streaming/i;

/** A stream never ends, so a restart never pays; told by its settings, its main class or the streaming artefacts it loads. */
export function streaming({ subject }: Assessment): string | undefined {
  const { submit, settings } = subject;
  if (submit === undefined || settings === undefined) return undefined;
  if ([...settings.keys()].some((key) => STREAMING_KEY.test(key))) return 'the step sets streaming keys';
  const named = submit.options.some(
    ({ name, value }) =>
      (name === '--class' || name === '--packages') && value !== undefined && STREAMING_NAME.test(value),
  );
  return named ? 'the main class or a package is a streaming one' : undefined;
}

/** A runtime role is the caller's to lend; the remediator must not pass it on. */
export function runtimeRole({ obs }: Assessment): string | undefined {
  return obs.root?.value.described.ExecutionRoleArn === undefined ? undefined : 'the step runs under a runtime role';
}

/** With another action a refused or failing resubmission would end the cluster or cancel other steps. */
export function actionOnFailure({ obs }: Assessment): string | undefined {
  const step = obs.root?.value;
  if (step === undefined || step.actionOnFailure === 'CONTINUE') return undefined;
  return `action on failure is ${step.actionOnFailure ?? 'not known'}, not CONTINUE`;
}

/** The step ends as soon as YARN has taken its application: of what becomes of that, a resubmission's state would say nothing either. */
export function stepEndsEarly({ subject }: Assessment): string | undefined {
  const waits = subject.settings?.get(WAIT_KEY);
  if (subject.deployMode !== 'cluster' || waits === undefined || parseBoolean(waits) === true) return undefined;
  return `the step carries ${WAIT_KEY}, but not with the value true`;
}

const WAIT_KEY = 'spark.yarn.submit.waitAppCompletion';

/** A cluster-mode application outlives its cancelled step, and where no guard can end it, it would run beside its resubmission. */
export function noFence(assessment: Assessment): string | undefined {
  const { subject, obs } = assessment;
  if (subject.deployMode !== 'cluster' || obs.root === undefined) return undefined;
  const found = fenceFor(assessment);
  return 'reason' in found ? `a cluster-mode application outlives its cancelled step, and ${found.reason}` : undefined;
}
