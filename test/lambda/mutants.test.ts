import { expect, test } from 'vitest';
import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import type { Action, Observation } from '../../lib/remedy';
import type { Planned } from './crash-lives';
import { lifeIn } from './crash-worlds';
import type { Fault, WorldOptions } from './world/options';
import { violations } from './world/violations';

type Decide = Reducer['decide'];

const FAULTS: readonly Fault[] = ['before', 'after', 'lost', 'rival', 'restored'];

/** The faults of the first life that breaks a promise, at most one; undefined where every life keeps it. */
async function faultsThatBreak(promise: string, options: WorldOptions): Promise<readonly Planned[] | undefined> {
  const calm = await lifeIn(options);
  if (violations(calm).includes(promise)) return [];
  for (const index of calm.effects.keys()) {
    for (const fault of FAULTS) {
      const faults = [{ index, fault }];
      if (violations(await lifeIn(options, faults)).includes(promise)) return faults;
    }
  }
  return undefined;
}

const asCancelled = (obs: Observation): Observation =>
  obs.root ? { ...obs, root: { ...obs.root, value: { ...obs.root.value, state: 'CANCELLED' } } } : obs;

const withoutMarkers = (obs: Observation): Observation => {
  const steps = obs.scan?.value.steps.filter(({ args }) => !args.some((arg) => arg.includes('emrautotune.lineage')));
  return obs.scan && steps ? { ...obs, scan: { ...obs.scan, value: { ...obs.scan.value, steps } } } : obs;
};

const withoutClaim = (action: Action): Action => {
  if (action.kind !== 'call') return action;
  const { claim: _, ...rest } = action;
  return rest;
};

const withoutRefusal = (obs: Observation, gate: string): Observation =>
  obs.assessed
    ? { ...obs, assessed: { ...obs.assessed, refusals: obs.assessed.refusals.filter((one) => one.gate !== gate) } }
    : obs;

interface Mutant {
  readonly without: string;
  readonly breaks: string;
  readonly world: WorldOptions;
  readonly decide?: (shipped: Decide) => Decide;
}

const MUTANTS: readonly Mutant[] = [
  {
    without: 'confirming the cancel with DescribeStep',
    breaks: 'I5 submitted before R was cancelled',
    world: { rootMinutes: 42, cancelMs: 200_000 },
    decide: (shipped) => (obs, row, now, policy) =>
      shipped(row.state === 'cancelling' || row.state === 'fencing' ? asCancelled(obs) : obs, row, now, policy),
  },
  {
    without: 'the marker scan, and the index naming a submission',
    breaks: 'I2 ran again after it succeeded',
    world: {},
    decide: (shipped) => (obs, row, now, policy) => withoutClaim(shipped(withoutMarkers(obs), row, now, policy)),
  },
  {
    without: 'the write-ahead of a call',
    breaks: 'write-ahead missing for cancel 1',
    world: {},
    decide: (shipped) => (obs, row, now, policy) => {
      const action = shipped(obs, row, now, policy);
      return action.kind === 'call' && action.call.kind === 'cancel' ? { ...action, before: row } : action;
    },
  },
  {
    without: 'the successor gate',
    breaks: 'I4 overtaken by a successor',
    world: { successor: true },
    decide: (shipped) => (obs, row, now, policy) => shipped(withoutRefusal(obs, 'successors'), row, now, policy),
  },
  {
    without: 'the delay after CANCELLED',
    breaks: 'I3 two live applications',
    world: { exitLagMs: 45_000 },
    decide: (shipped) => (obs, row, now, policy) => shipped(obs, row, now, { ...policy, clientDelaySeconds: 0 }),
  },
  {
    without: 'the rule never to abort from cancelling',
    breaks: 'I1 lost in silence',
    world: { cancelMs: 200_000, exitLagMs: 0 },
    decide: (shipped) => (obs, row, now, policy) =>
      row.state === 'cancelling' && row.lineage && now > (row.lineage.cancelFirstAt ?? now) + 60_000
        ? {
            kind: 'move',
            reason: 'gave up',
            report: { refusals: [], arithmetic: [] },
            first: [{ kind: 'closing', clusterId: row.clusterId, root: row.lineage.root, outcome: 'aborted:gave-up' }],
            row: { ...row, state: 'closed', reason: 'aborted:gave-up' },
          }
        : shipped(obs, row, now, policy),
  },
  {
    without: 'single attempts of the client library',
    breaks: 'I2 ran again after it succeeded',
    world: { clientRetries: true },
  },
  {
    without: 'comparing versions and keeping leases in the ledger',
    breaks: 'I2 ran again after it succeeded',
    world: { blindLedger: true, staleMs: 60_000 },
  },
];

/** A world in which EMR, the client library and the ledger keep to what is assumed of them. */
const sane = (world: WorldOptions): WorldOptions => ({ ...world, clientRetries: false, blindLedger: false });

test.each(MUTANTS)(
  'without $without: $breaks; as shipped the same life does not',
  async ({ world, decide, breaks }) => {
    const reducer = { ...SHIPPED, ...(decide && { decide: decide(SHIPPED.decide) }) };
    const faults = await faultsThatBreak(breaks, { ...world, reducer });
    expect(faults).toBeDefined();
    expect(violations(await lifeIn(sane(world), faults))).toEqual([]);
  },
);
