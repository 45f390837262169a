import { InputError } from '../../lib/errors';
import { isClusterId, MODES, type Mode, mayWrite, type Policy, policyOf } from '../../lib/remedy';

const REMEDIATOR_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Which clusters are looked at: given ones, or those with a tag. */
export type Watch =
  | { readonly kind: 'ids'; readonly clusterIds: readonly string[] }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string };

export interface Config {
  readonly table: string;
  readonly mode: Mode;
  readonly remediatorId: string;
  readonly watch: Watch;
  readonly actorRoleArn?: string;
  /** Name of the emergency lever's parameter. */
  readonly leverParameter?: string;
  /** The topic that takes pages. */
  readonly topicArn?: string;
  readonly allowedStepNames: readonly string[];
  readonly policy: Policy;
  /** Whether a suspicious step's application may be asked about itself. */
  readonly readsJobEvidence: boolean;
  readonly region: string;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws InputError naming the variable that is missing or wrong */
export function parseConfig(env: Environment): Config {
  const mode = MODES.find((one) => one === env.AUTOTUNE_MODE);
  if (mode === undefined) throw bad(`AUTOTUNE_MODE must be one of ${MODES.join(', ')}`);
  const remediatorId = required(env, 'AUTOTUNE_REMEDIATOR_ID');
  if (!REMEDIATOR_ID.test(remediatorId)) throw bad('AUTOTUNE_REMEDIATOR_ID must be 1 to 64 letters, digits, - or _');
  const actorRoleArn = env.AUTOTUNE_ACTOR_ROLE_ARN || undefined;
  if (mayWrite(mode) && actorRoleArn === undefined) {
    throw bad(`AUTOTUNE_ACTOR_ROLE_ARN must be set in mode ${mode}`);
  }
  const leverParameter = env.AUTOTUNE_LEVER_PARAMETER || undefined;
  if (mayWrite(mode) && leverParameter === undefined) {
    throw bad(`AUTOTUNE_LEVER_PARAMETER must be set in mode ${mode}`);
  }
  return {
    table: required(env, 'AUTOTUNE_TABLE'),
    mode,
    remediatorId,
    watch: parseWatch(env),
    actorRoleArn,
    leverParameter,
    topicArn: env.AUTOTUNE_TOPIC_ARN || undefined,
    allowedStepNames: parseNames(env.AUTOTUNE_ALLOWED_STEP_NAMES),
    policy: policyOf(parseJson('AUTOTUNE_POLICY', env.AUTOTUNE_POLICY) ?? {}),
    readsJobEvidence: parseSwitch(env, 'AUTOTUNE_READS_JOB_EVIDENCE'),
    region: required(env, 'AWS_REGION'),
  };
}

/** The cluster an event speaks of. Events carry no authority: nothing else is taken from them. */
export function findClusterId(event: unknown): string | undefined {
  const detail = (event as { detail?: { clusterId?: unknown } } | null | undefined)?.detail;
  const id = detail?.clusterId;
  return typeof id === 'string' && isClusterId(id) ? id : undefined;
}

function parseWatch(env: Environment): Watch {
  if (env.AUTOTUNE_CLUSTER_IDS) {
    const clusterIds = env.AUTOTUNE_CLUSTER_IDS.split(',').map((id) => id.trim());
    if (!clusterIds.every(isClusterId)) throw bad('AUTOTUNE_CLUSTER_IDS must be a comma list of cluster ids');
    return { kind: 'ids', clusterIds: [...new Set(clusterIds)] };
  }
  const { AUTOTUNE_TAG_KEY: key, AUTOTUNE_TAG_VALUE: value } = env;
  if (!key || value === undefined) {
    throw bad('AUTOTUNE_CLUSTER_IDS, or AUTOTUNE_TAG_KEY and AUTOTUNE_TAG_VALUE must be set');
  }
  return { kind: 'tag', key, value };
}

function parseNames(text: string | undefined): string[] {
  const names = parseJson('AUTOTUNE_ALLOWED_STEP_NAMES', text) ?? [];
  if (!Array.isArray(names) || !names.every((name): name is string => typeof name === 'string')) {
    throw bad('AUTOTUNE_ALLOWED_STEP_NAMES must be a JSON list of strings');
  }
  return names;
}

/** On unless it is switched off. */
function parseSwitch(env: Environment, name: string): boolean {
  const { [name]: value = 'true' } = env;
  if (value !== 'true' && value !== 'false') throw bad(`${name} must be true or false`);
  return value === 'true';
}

function parseJson(name: string, text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw bad(`${name} is not JSON`);
  }
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw bad(`${name} must be set`);
  return value;
}

function bad(message: string): InputError {
  return new InputError('bad-environment', message);
}
