import { fingerprintFor } from '../../lambda/remediator/fingerprint';
import type { StepDetail, StepFacts, StepState } from '../../lib/remedy';
import type { DeployMode } from '../../lib/spark';
import { findMarker, parseStep } from '../../lib/steps';
import { FAT_ARGS, HMAC_KEY, ROOT_ID, START } from './stuck-cluster';

/** Whose step it is: the remediator's own resubmission, or one of other people's. */
export type Role = 'root' | 'ours' | 'successor' | 'rerun' | 'clone' | 'spoof';

/** A step as EMR holds it. Times on the true clock, epoch ms. */
export interface WorldStep {
  readonly id: string;
  readonly role: Role;
  readonly args: readonly string[];
  readonly createdAt: number;
  readonly state: StepState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** A request to cancel that EMR accepted and that has not taken effect yet. */
  readonly cancel?: { readonly by: 'us' | 'person'; readonly at: number };
  /** Who cancelled it, once it is CANCELLED or its signal made it fail. */
  readonly endedBy?: 'us' | 'person';
  /** It has ended, and EMR still shows it RUNNING, until then at the latest. */
  readonly hiddenUntil?: number;
  /** The guard before its command. */
  readonly guard?: GuardWords;
  /** It runs, and its guard has not looked yet: it has no application. */
  readonly waits?: true;
  /** Its guard has let its command run. */
  readonly passed?: true;
  /** Its guard has ended it: it never had an application. */
  readonly turnedAway?: true;
  /** Where a guard looks: what it has left on YARN. `cut`: an application that was ended with its work undone, whatever it reports. */
  readonly left?: Left;
}

export type Left = 'lives' | 'succeeded' | 'cut';

/** What a guard was told, without times. */
export interface GuardWords {
  /** The root step, and the number of the attempt. */
  readonly attempt: string;
  readonly mode: DeployMode;
  /** The steps whose applications it ends. */
  readonly earlier: readonly string[];
}

export const isActiveStep = ({ state }: WorldStep): boolean =>
  state === 'PENDING' || state === 'RUNNING' || state === 'CANCEL_PENDING';

/** How long the application of a cancelled client-mode step may live on. */
const EXIT_MS = 45_000;

/** Whether the application of a step runs on the true clock. */
export function hasLiveApplication(step: WorldStep, now: number): boolean {
  if (step.startedAt === undefined || step.waits || step.turnedAway) return false;
  if (step.endedAt === undefined) return true;
  if (step.left !== undefined) return step.left === 'lives';
  return step.state !== 'COMPLETED' && now < step.endedAt + EXIT_MS;
}

/** Whether a step has done the job's work. */
export const hasSucceeded = ({ state, turnedAway, left }: WorldStep): boolean =>
  left === 'succeeded' || (state === 'COMPLETED' && !turnedAway);

/** Another work with this lineage's marker on it. */
export const SPOOF_ARGS: readonly string[] = [
  'spark-submit',
  '--conf',
  `spark.emrautotune.lineage=${ROOT_ID}:1`,
  's3://bucket/other.py',
];

export const SUCCESSOR_ARGS: readonly string[] = ['spark-submit', 's3://bucket/next.py'];

const ROOT_STEPS: Readonly<Record<DeployMode, WorldStep>> = {
  client: rootStep('client'),
  cluster: rootStep('cluster'),
};

/** The stuck job, with its driver on the primary node or on the cluster. */
export const rootStepIn = (mode: DeployMode): WorldStep => ROOT_STEPS[mode];

function rootStep(mode: DeployMode): WorldStep {
  const args = FAT_ARGS.map((arg) => (arg === 'client' ? mode : arg));
  return { id: ROOT_ID, role: 'root', args, createdAt: START - 60_000, startedAt: START, state: 'RUNNING' };
}

type Constant = Pick<StepFacts, 'name' | 'jar' | 'args' | 'form' | 'marker' | 'actionOnFailure' | 'fingerprint'>;

/** What never changes of a step, by its arguments: parsing and digests cost more than everything else. */
const constants = new Map<string, Constant>();

function constantOf(args: readonly string[]): Constant {
  const key = args.join('\n');
  const known = constants.get(key);
  if (known !== undefined) return known;
  const jar = 'command-runner.jar';
  const form = parseStep(jar, args);
  const fingerprint = fingerprintFor({ jar, args, form }, HMAC_KEY);
  const marker = form.kind === 'spark-submit' ? findMarker(form.submit) : undefined;
  const made: Constant = { name: 'nightly join', jar, args, form, marker, actionOnFailure: 'CONTINUE', fingerprint };
  constants.set(key, made);
  return made;
}

/** Steps of a world are never changed, so neither is what EMR shows of them. */
const details = new WeakMap<WorldStep, { readonly skewMs: number; readonly detail: StepDetail }>();

/**
 * A step as DescribeStep shows it; ListSteps shows the same without its description.
 *
 * @param skewMs EMR's clock less the true one
 */
export function toDetail(step: WorldStep, skewMs: number): StepDetail {
  const known = details.get(step);
  if (known?.skewMs === skewMs) return known.detail;
  const shift = (at: number | undefined): number | undefined => (at === undefined ? undefined : at + skewMs);
  const hidden = step.hiddenUntil !== undefined;
  const constant = constantOf(step.args);
  const detail: StepDetail = {
    ...constant,
    id: step.id,
    state: hidden ? 'RUNNING' : step.state,
    createdAt: step.createdAt + skewMs,
    startedAt: shift(step.startedAt),
    endedAt: hidden ? undefined : shift(step.endedAt),
    described: {
      Name: constant.name,
      Config: { Jar: constant.jar, Args: [...step.args] },
      ActionOnFailure: 'CONTINUE',
    },
  };
  details.set(step, { skewMs, detail });
  return detail;
}
