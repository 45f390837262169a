import { afterEach, expect, test, vi } from 'vitest';
import type { Action, Observation, Policy, Row } from '../../lib/remedy';
import { POLICY } from '../remedy/support';
import { FakeWorld, type Fault, violations, type WorldOptions } from './fake-world';

type Decide = (obs: Observation, row: Row, now: number, policy: Policy) => Action;

/** A guard rail taken out of the shipped reducer; undefined: as shipped. */
const mutant = vi.hoisted(() => ({ current: undefined as undefined | ((shipped: Decide) => Decide) }));

vi.mock('../../lib/remedy', async (original) => {
  const shipped = await original<typeof import('../../lib/remedy')>();
  const decide: Decide = (...input) => (mutant.current ? mutant.current(shipped.decide) : shipped.decide)(...input);
  return { ...shipped, decide };
});

afterEach(() => {
  mutant.current = undefined;
});

const FAULTS: readonly Fault[] = ['before', 'after', 'lost', 'rival', 'restored'];

/** The promises that lives with at most one fault break: all of them, or no more once the wanted one is among them. */
async function brokenPromises(options: WorldOptions, wanted?: string): Promise<Set<string>> {
  const calm = new FakeWorld(options);
  await calm.live();
  const broken = new Set(violations(calm));
  for (const index of calm.effects.keys()) {
    for (const fault of FAULTS) {
      if (wanted !== undefined && broken.has(wanted)) return broken;
      const world = new FakeWorld(options, new Map([[index, fault]]));
      await world.live();
      for (const violation of violations(world)) broken.add(violation);
    }
  }
  return broken;
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

test.each(MUTANTS)('without $without: $breaks', async ({ world, decide, breaks }) => {
  mutant.current = decide;
  const found = await brokenPromises(world, breaks);
  expect([...found]).toContain(breaks);
});

const worlds = MUTANTS.filter(({ decide }) => decide !== undefined).map(({ world }) => JSON.stringify(world));

test.each([...new Set(worlds)].map((text) => ({ text, world: JSON.parse(text) as WorldOptions })))(
  'as shipped, the same lives keep every promise ($text)',
  async ({ world }) => {
    expect(POLICY.clientDelaySeconds).toBe(120);
    expect([...(await brokenPromises(world))]).toEqual([]);
  },
);
