import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InputError } from './errors';
import { FUNCTION_FOLDER, packageRoot } from './package-root';
import type { DecisionEntry, Observation, Operator, Policy } from './remedy';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the built Lambda takes from outside itself. */
interface HandlerDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: (line: string) => void;
  /** The function's own, whatever this process has in its environment. */
  readonly environment: Environment;
  readonly random?: () => number;
}

export type RemediatorHandler = (
  event: unknown,
  context?: { getRemainingTimeInMillis(): number },
) => Promise<{ readonly examined: number }>;

type ExaminerDependencies = Pick<HandlerDependencies, 'clock' | 'log' | 'environment'> & {
  readonly region?: string;
  /** Whether the cluster's security configuration is read. */
  readonly readsSecurity: boolean;
  readonly policy: Policy;
  /** Told after every answer, for a progress display. */
  readonly onRead?: (answered: number, asked: number) => void;
};

/** One look at a cluster, without a ledger and without any write: its decision, and what was seen. */
type Examine = (clusterId: string) => Promise<{ readonly decision: DecisionEntry; readonly observation: Observation }>;

interface RemediatorBundle {
  readonly createHandler: (dependencies: HandlerDependencies) => RemediatorHandler;
  readonly createExaminer: (dependencies: ExaminerDependencies) => Examine;
  readonly createOperator: (
    dependencies: Omit<ExaminerDependencies, 'log' | 'onRead' | 'policy' | 'readsSecurity'> & {
      readonly machineClock?: () => number;
    },
  ) => Operator;
}

/**
 * Loads the built Lambda, at run time and by path.
 *
 * @param path default: `dist/lambda/remediator/index.js` of this package, found from here upwards
 * @throws InputError where it has not been built, or is something else
 */
export function loadBundle(path: string = join(packageRoot(__dirname), FUNCTION_FOLDER, 'index.js')): RemediatorBundle {
  if (!existsSync(path)) {
    throw new InputError('not-built', `the remediator's bundle is missing at ${path}; run "npm run build" first`);
  }
  // The bundler of the command line must not pull it in.
  const bundle = createRequire(path)(path) as Partial<RemediatorBundle>;
  if (typeof bundle.createHandler !== 'function') {
    throw new InputError('not-built', `the bundle at ${path} does not export createHandler; build it again`);
  }
  return bundle as RemediatorBundle;
}
