/** The layers of the code and what each may import: test/boundaries.test.ts enforces this list, docs/architecture.md shows it. */

export interface Layer {
  /** `lib/<name>`, a folder or a file; `lambda` and `bin` are folders of the repository. */
  readonly name: string;
  /** What it holds, for people. */
  readonly holds: string;
  /** The layers it may import, besides itself and SHARED. */
  readonly layers: readonly string[];
  /** The packages it may import, `@aws-sdk/` and `node:` by their beginning. */
  readonly packages: readonly string[];
}

/** Without a clock, I/O or chance, in the order in which they build on each other: each may import those before it. */
const PURE_LAYERS: readonly (readonly [name: string, holds: string])[] = [
  ['catalog', 'instance types and EMR releases: generated tables and look-ups'],
  ['yarn', 'how the CapacityScheduler admits containers: rounding, calculators, packing, queues'],
  ['spark', "Spark's settings: units, keys of each version, containers of executors and application masters"],
  ['steps', 'spark-submit arguments: read, rewrite, convert'],
  ['effective', 'what EMR, YARN and Spark would run, given everything that is written down'],
  ['sizing', 'cluster and workload to a plan, each number with its reason'],
  [
    'evidence',
    "what a job says about itself: Spark's REST answers and event logs as figures, and what follows from them",
  ],
  ['diagnosis', 'figures of a cluster to findings, one rule a file'],
  ['lint', 'a command or a configuration to findings, one rule a file'],
  ['remedy', 'observation, ledger row, time and policy to an action: gates, states, budgets'],
  ['render', 'plans and reports as text, JSON, flags, classifications; computes nothing'],
];

export const PURE: readonly string[] = PURE_LAYERS.map(([name]) => name);

/** Every layer may import these. */
export const SHARED: readonly string[] = ['close-words', 'errors', 'keep-answers', 'numbers'];

const pure = PURE_LAYERS.map(([name, holds], i) => ({ name, holds, layers: PURE.slice(0, i), packages: [] }));

const others: readonly Layer[] = [
  {
    name: 'constructs',
    holds: 'the CDK constructs: cluster, step, remediator',
    layers: [...PURE, 'package-root'],
    packages: ['aws-cdk-lib', 'constructs', 'node:crypto', 'node:fs', 'node:path'],
  },
  {
    name: 'simulator',
    holds: 'a local EMR and CloudWatch on a clock of its own',
    layers: PURE,
    packages: ['node:', '@smithy/core'],
  },
  {
    name: 'rehearsal',
    holds: 'the built function run in the simulator: environment, ledger, timeline',
    layers: [...PURE, 'simulator', 'built-function'],
    packages: ['node:', 'dynalite'],
  },
  {
    name: 'sources',
    holds: "HTTP, EMR's front doors and event logs: what a job's evidence is made of",
    layers: PURE,
    packages: [
      '@aws-sdk/client-emr',
      '@aws-sdk/client-s3',
      'node:fs',
      'node:path',
      'node:stream',
      'node:zlib',
      'zstddec',
    ],
  },
  {
    name: 'lambda',
    holds: 'the function: handler, machine, runner, ports and their adapters',
    layers: [...PURE, 'sources'],
    packages: ['@aws-sdk/', 'node:crypto', 'node:https'],
  },
  {
    name: 'cli',
    holds: 'the command line, one file a command',
    layers: [...PURE, 'sources', 'simulator', 'rehearsal', 'built-function'],
    packages: ['node:', 'commander', '@aws-sdk/', 'dynalite', 'yaml', '@lezer/python'],
  },
  {
    name: 'bin',
    holds: 'entry points: the CDK app, the command, the demo',
    layers: [...PURE, 'constructs', 'simulator', 'rehearsal', 'cli', 'index', 'package-root'],
    packages: ['node:', 'aws-cdk-lib', 'constructs', 'commander', '@aws-sdk/', 'dynalite'],
  },
  {
    name: 'index',
    holds: 'the public API, which jsii translates: neither the SDK nor the command line',
    layers: [...PURE, 'constructs'],
    packages: [],
  },
  {
    name: 'built-function',
    holds: 'loads the built function as it is shipped',
    layers: ['package-root', 'remedy'],
    packages: ['node:fs', 'node:path', 'node:module'],
  },
  {
    name: 'package-root',
    holds: 'where the package and its built function lie',
    layers: [],
    packages: ['node:fs', 'node:path'],
  },
  { name: 'close-words', holds: 'the words that somebody meant who misspelt one', layers: [], packages: [] },
  { name: 'errors', holds: 'errors with a code', layers: [], packages: [] },
  { name: 'keep-answers', holds: 'pure functions that keep their newest answers', layers: [], packages: [] },
  { name: 'numbers', holds: 'figures as text', layers: [], packages: [] },
];

export const LAYERS: readonly Layer[] = [...pure, ...others];

/** The layer of a file: `lib/sizing/plan.ts` → sizing, `lambda/…` → lambda, `lib/index.ts` and `lib` itself → index. */
export function layerOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'lib' ? second.replace(/\.ts$/, '') || 'index' : top;
}
