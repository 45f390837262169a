import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import { MUTANTS } from '../states/mutants';
import type { FocusName } from './plan';

/** A line of the source as it is, and as a mutant has it. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The built function with one guard rail missing. */
export interface SeedMutant {
  readonly name: string;
  readonly without: string;
  /** The lives in which it shows. */
  readonly focus: FocusName;
  readonly changes?: readonly Change[];
  /** What decides and records instead of what is shipped. */
  readonly reducer?: Partial<Reducer>;
  /** Environment variables of the function. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the search of states changes in its environment is changed in the source here. */
const IN_SOURCE: Readonly<Record<string, Pick<SeedMutant, 'changes' | 'environment'>>> = {
  lease: { changes: [{ file: 'machine.ts', find: 'row.lease.until > now', replace: 'false' }] },
  nonce: { changes: [{ file: 'machine.ts', find: ' && event.row.nonce === step.row.nonce', replace: '' }] },
  retries: {
    changes: [
      {
        file: 'adapters/clients.ts',
        find: 'WRITE_CLIENT = { maxAttempts: 1,',
        replace: 'WRITE_CLIENT = { maxAttempts: 3,',
      },
    ],
  },
  filter: {
    changes: [
      {
        file: 'readings.ts',
        find: 'steps.push(...found.steps)',
        replace: 'steps.push(...found.steps.filter(isActive))',
      },
    ],
  },
  successors: { environment: { AUTOTUNE_POLICY: '{"successorsIndependent":true}' } },
};

/** In which lives what the search of states takes out shows. */
const SHOWN_IN: Readonly<Record<string, FocusName>> = {
  lease: 'crossing',
  nonce: 'crossing',
  confirm: 'ends',
  fence: 'ends',
  'failed-after-cancel': 'ends',
  'page-on-closing': 'ends',
  'guard-refused': 'ends',
  settle: 'answers',
  retries: 'answers',
  'write-ahead': 'answers',
  abort: 'answers',
  're-read': 'slow',
  marker: 'ledger',
  claim: 'ledger',
  filter: 'ledger',
  successors: 'people',
};

const OF_GUARD = 'the guard is not of the function: check:guard, and check:states for what it is for';

/** What cannot show here, and the check that shows it. */
export const NOT_HERE: Readonly<Record<string, string>> = {
  closing: 'only a forged ledger shows it: check:states',
  guard: OF_GUARD,
  succeeded: OF_GUARD,
  'succeeded-in-client-mode': OF_GUARD,
  'fencing-root-only': OF_GUARD,
  'run-once': OF_GUARD,
};

/** The mutants of the search of states, in the built function; and one that only a ledger of its own can show. */
export const SEED_MUTANTS: readonly SeedMutant[] = [
  ...MUTANTS.filter(({ name }) => NOT_HERE[name] === undefined).map((mutant): SeedMutant => {
    const { name, without, policy = {}, record } = mutant;
    const focus = SHOWN_IN[name] ?? 'anything';
    const decide = mutant.decide ?? SHIPPED.decide;
    const changed: Reducer['decide'] = (obs, row, now, given) => decide(obs, row, now, { ...given, ...policy });
    return { name, without, focus, ...IN_SOURCE[name], reducer: { decide: changed, ...(record && { record }) } };
  }),
  {
    name: 'versions',
    without: 'comparing versions in the ledger',
    focus: 'crossing',
    changes: [{ file: 'adapters/table.ts', find: 'expected === undefined ? {} : where(expected)', replace: '{}' }],
  },
];
