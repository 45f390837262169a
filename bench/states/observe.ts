import type { Look } from '../../lambda/remediator/ports';
import {
  type AskedJob,
  isRowLost,
  LEVER,
  type Lineage,
  type Observation,
  OPT_OUT_VALUE,
  optInValue,
  type Reading,
  type Verified,
} from '../../lib/remedy';
import { assessedFor, preparedFor } from './engine';
import type { Lab } from './moves/lab';
import type { Scenario } from './scenario';
import { toDetail } from './steps';
import { CLUSTER_ID, clusterFacts, GROUPS, HMAC_KEY, INSTANCES, REMEDIATOR_ID, ROOT_ID } from './stuck-cluster';
import { type Invocation, stepOf, type World } from './world';

export type Missing = 'cluster' | 'root' | 'scan' | 'lever';

/** What this look does not see, and what the metrics of a running attempt show. */
export interface View {
  /** The list of steps lacks those that are younger. */
  readonly staleMs?: number;
  readonly missing?: Missing;
  readonly executors?: Scenario['executors'][number];
}

type Parts = Partial<Observation>;
type Read = <T>(what: Missing | 'other', value: T | undefined) => Reading<T> | undefined;

/** What one look sees of the world, read as the shipped observer reads it: by the state of the row. */
export function observationOf(world: World, invocation: Invocation, look: Look, view: View, lab: Lab): Observation {
  const at = world.now + invocation.skewMs;
  const read: Read = (what, value) => (view.missing === what || value === undefined ? undefined : { at, value });
  const base: Observation = {
    clusterId: CLUSTER_ID,
    mode: lab.scenario.mode,
    remediatorId: REMEDIATOR_ID,
    allowedStepNames: [],
    ledger: look.ledger,
    freshKey: HMAC_KEY,
    nonce: look.nonce,
    deadline: look.deadline,
  };
  const obs = { ...base, ...partsFor(world, look, view, read, lab, base) };
  const { state } = look.row;
  const asks = (state === 'watching' || state === 'intent') && obs.listing === undefined;
  return asks ? { ...obs, assessed: assessedFor(obs, look.row, lab.setting.policy) } : obs;
}

function partsFor(world: World, { row, listed }: Look, view: View, read: Read, lab: Lab, base: Observation): Parts {
  if (row.state === 'held') return {};
  if (isRowLost(row, listed)) {
    const { listing, archived } = world.ledger;
    const root = read('root', detailOf(world, listing?.root ?? listed.root));
    return { listing: read('other', listing && { ...listing, archived: archived.includes(listing.root) }), root };
  }
  if (row.state === 'closed') return { job: read('other', { outcomes: [], overridden: false }) };
  if (row.state === 'watching') return watchedParts(world, view, read, lab);
  const { lineage } = row;
  if (lineage === undefined) return {};
  const cluster = read('cluster', clusterOf(world, lab));
  const root = read('root', detailOf(world, lineage.root));
  const lever = read('lever', leverOf(world));
  if (row.state === 'cancelling') return { cluster, root, lever };
  const scan = read('scan', { steps: listedSteps(world, view, lab), complete: true });
  if (row.state === 'verifying') return { cluster, scan, ...attemptParts(world, lineage, view, read, lab) };
  if (row.state === 'submitting') return { cluster, scan };
  const capacity = row.state === 'intent' ? capacityParts(read) : {};
  const built = cluster !== undefined && root?.value.id === ROOT_ID;
  const parts = { cluster, scan, root, lever, groups: read('other', GROUPS), ...capacity };
  return built ? { ...parts, prepared: preparedFor(lineage, { ...base, ...parts }) } : parts;
}

/** Read for the second look; what the figures say is the engine's word, which knows its own. */
function capacityParts(read: Read): Parts {
  return {
    instances: read('other', INSTANCES),
    autoTermination: read('other', {}),
    scaling: read('other', 'none'),
    metrics: read('other', { periodMs: 5 * 60_000, points: [] }),
  };
}

function watchedParts(world: World, view: View, read: Read, lab: Lab): Parts {
  const cluster = read('cluster', clusterOf(world, lab));
  const scan = read('scan', { steps: listedSteps(world, view, lab), complete: true });
  const running = scan?.value.steps.findLast(({ state }) => state === 'RUNNING');
  const root = running && read('root', detailOf(world, running.id));
  return { cluster, scan, root, lever: read('lever', leverOf(world)), jobKey: root && 'job-1' };
}

const leverOf = ({ leverPulledAt }: World) => (leverPulledAt === undefined ? LEVER.run : LEVER.stop);

function clusterOf({ optedOutAt }: World, { scenario }: Lab) {
  const tag = optedOutAt === undefined ? optInValue(REMEDIATOR_ID) : OPT_OUT_VALUE;
  // No guard can ask a ResourceManager with Kerberos.
  return { ...clusterFacts(tag, scenario.stepConcurrency), kerberos: scenario.fence === 'delay' };
}

function attemptParts(world: World, lineage: Lineage, { executors }: View, read: Read, { scenario }: Lab): Parts {
  const id = lineage.submissions.at(-1)?.stepId ?? '';
  const attempt = read('root', detailOf(world, id));
  const isKnown = scenario.asksAttempts && attempt?.value.endedAt !== undefined;
  if (isKnown && stepOf(world, id)?.turnedAway) return { attempt, asked: read('other', NO_APPLICATION) };
  if (attempt?.value.state !== 'RUNNING' || lineage.attempt === 2) return { attempt };
  return { attempt, verified: VERIFIED[executors ?? 'unknown'] };
}

const NO_APPLICATION: AskedJob = {
  kind: 'none',
  reason: 'the ResourceManager lists none',
  isApplicationUnknown: true,
  hasNoApplication: true,
};

const REPORT = { refusals: [], arithmetic: [] };

const VERIFIED: Readonly<Record<Scenario['executors'][number], Verified>> = {
  unknown: { measured: {}, reason: 'nothing is measured yet', report: REPORT },
  tuned: { applied: true, improved: true, measured: {}, reason: 'improved', report: REPORT },
  overridden: { applied: false, measured: {}, reason: 'containers of another size', report: REPORT },
};

function detailOf(world: World, id: string) {
  const step = stepOf(world, id);
  return step && toDetail(step, world.emrSkewMs);
}

/** Newest first; a list without a filter also shows what has ended. */
function listedSteps(world: World, { staleMs = 0 }: View, { environment }: Lab) {
  return world.steps
    .filter(({ createdAt }) => world.now - createdAt >= staleMs)
    .map((step) => toDetail(step, world.emrSkewMs))
    .filter(({ state }) => !environment.filteredScan || state === 'PENDING' || state === 'RUNNING')
    .reverse();
}
