import { expect, test } from 'vitest';
import {
  asCancelled,
  closedQuietly,
  doing,
  seeing,
  withoutClaim,
  withoutMarkers,
  withoutWriteAhead,
} from '../../bench/states/mutations';
import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import type { Observation } from '../../lib/remedy';
import type { Planned } from './crash-lives';
import { lifeIn } from './crash-worlds';
import type { Fault, WorldOptions } from './world/options';
import { violations } from './world/violations';

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

const withoutRefusal = (obs: Observation, gate: string): Observation =>
  obs.assessed
    ? { ...obs, assessed: { ...obs.assessed, refusals: obs.assessed.refusals.filter((one) => one.gate !== gate) } }
    : obs;

interface Mutant {
  readonly without: string;
  readonly breaks: string;
  readonly world: WorldOptions;
  readonly decide?: Reducer['decide'];
}

const MUTANTS: readonly Mutant[] = [
  {
    without: 'confirming the cancel with DescribeStep',
    breaks: 'I5 submitted before R was cancelled',
    world: { rootMinutes: 42, cancelMs: 200_000 },
    decide: seeing((obs, { state }) => (state === 'cancelling' || state === 'fencing' ? asCancelled(obs) : obs)),
  },
  {
    without: 'the marker scan, and the index naming a submission',
    breaks: 'I2 ran again after it succeeded',
    world: { kerberos: true },
    decide: (obs, row, now, policy) => withoutClaim(SHIPPED.decide(withoutMarkers(obs), row, now, policy)),
  },
  {
    without: 'the write-ahead of a call',
    breaks: 'write-ahead missing for cancel 1',
    world: {},
    decide: doing(withoutWriteAhead),
  },
  {
    without: 'the successor gate',
    breaks: 'I4 overtaken by a successor',
    world: { successor: true },
    decide: seeing((obs) => withoutRefusal(obs, 'successors')),
  },
  {
    without: 'the delay after CANCELLED',
    breaks: 'I3 two live applications',
    world: { kerberos: true, exitLagMs: 45_000 },
    decide: (obs, row, now, policy) => SHIPPED.decide(obs, row, now, { ...policy, clientDelaySeconds: 0 }),
  },
  {
    without: 'the rule never to abort from cancelling',
    breaks: 'I1 lost in silence',
    world: { cancelMs: 200_000, exitLagMs: 0 },
    decide: doing((action, row, now) =>
      row.state === 'cancelling' && row.lineage && now > (row.lineage.cancelFirstAt ?? now) + 60_000
        ? closedQuietly(row, action)
        : action,
    ),
  },
  {
    without: 'single attempts of the client library',
    breaks: 'I2 ran again after it succeeded',
    world: { kerberos: true, clientRetries: true },
  },
  {
    without: 'comparing versions and keeping leases in the ledger',
    breaks: 'I2 ran again after it succeeded',
    world: { kerberos: true, blindLedger: true, staleMs: 60_000 },
  },
];

/** A world in which EMR, the client library and the ledger keep to what is assumed of them. */
const sane = (world: WorldOptions): WorldOptions => ({ ...world, clientRetries: false, blindLedger: false });

test.each(MUTANTS)(
  'without $without: $breaks; as shipped the same life does not',
  async ({ world, decide, breaks }) => {
    const reducer = { ...SHIPPED, ...(decide && { decide }) };
    const faults = await faultsThatBreak(breaks, { ...world, reducer });
    expect(faults).toBeDefined();
    expect(violations(await lifeIn(sane(world), faults))).toEqual([]);
  },
);
