import { EmrRelease, type InstanceFacts, instanceFacts, instanceTypeNames } from '../lib/catalog';
import { grouped } from '../lib/numbers';
import { DEFAULT_SIZING_VERSION, planClusterLayer } from '../lib/sizing';

const RELEASE = EmrRelease.EMR_7_9_0;

/** YARN rounds containers up to this on EMR, MiB. */
const ROUNDED_TO_MIB = 32;
/** Where compressed pointers end: executors stop just below. MiB. */
const LARGEST_SMALL_HEAP_MIB = 32 * 1024 - 1;
/** Less than this share of a node's memory is no more than rounding. */
const WORTH_A_WORD = 0.005;

interface Row {
  readonly type: InstanceFacts;
  /** Hardware threads: what tasks may use. */
  readonly vcores: number;
  readonly cores: number;
  readonly heapMiB: number;
  readonly containerMiB: number;
  readonly perNode: number;
  readonly coresUsed: number;
  readonly memoryUsed: number;
}

/** docs/instance-types.md: what a plan makes of every instance type, on a cluster of that type alone. */
export function instanceTableText(): string {
  const rows = instanceTypeNames().map(rowOf);
  const families = [...new Set(rows.map(({ type }) => familyOf(type.name)))];
  const tables = families.map((family) => {
    const members = rows.filter(({ type }) => familyOf(type.name) === family);
    const ordered = members.sort((a, b) => a.vcores - b.vcores || a.type.yarnMemoryMiB - b.type.yarnMemoryMiB);
    const summary = `<summary><b>${family}</b>: ${ordered.map(({ type }) => sizeOf(type.name)).join(' ')}</summary>`;
    return ['<details>', summary, '', ...HEAD, ...ordered.map(lineOf), '', '</details>'].join('\n');
  });
  return `${[
    '# What a plan makes of every instance type',
    '',
    '<!-- Written by `npm run instance-table`; a test holds it current. -->',
    '',
    `Sizing version ${DEFAULT_SIZING_VERSION.label}, ${RELEASE.label}, a cluster of one type, no options, the node without application master. [How an executor's size is`,
    'chosen](guide.md#how-an-executors-size-is-chosen). Memory is in MiB; a container is heap and overhead, as YARN grants it. `emr-autotune plan --core TYPE:N',
    '--explain` gives the same for your cluster, with its options and reasons.',
    '',
    ...summaryOf(rows),
    '',
    '## By family',
    '',
    tables.join('\n'),
  ].join('\n')}\n`;
}

const HEAD = [
  '| type | vcores | YARN memory | executor: cores, heap, container | a node | task slots | vcores used | memory used | memory a slot | given up, remarks |',
  '|---|--:|--:|---|--:|--:|--:|--:|--:|---|',
];

function lineOf(row: Row): string {
  const { type, vcores, cores, heapMiB, containerMiB, perNode } = row;
  return `| ${[
    type.name,
    vcores,
    grouped(type.yarnMemoryMiB),
    `${cores}, ${grouped(heapMiB)}, ${grouped(containerMiB)}`,
    perNode,
    perNode * cores,
    share(row.coresUsed),
    share(row.memoryUsed),
    grouped(Math.floor(containerMiB / cores)),
    [givenUp(row), doubled(row)].filter((text) => text !== '').join('; '),
  ].join(' | ')} |`;
}

function summaryOf(rows: readonly Row[]): string[] {
  const count = (is: (row: Row) => boolean): number => rows.filter(is).length;
  const exceptions = rows.filter((row) => givenUp(row) !== '');
  return [
    `| of ${rows.length} types | all | 95 % or more | less |`,
    '|---|--:|--:|--:|',
    ...(
      [
        ['use of their vcores', ({ coresUsed }: Row) => coresUsed],
        ['use of their YARN memory, to 0.5 %', ({ memoryUsed }: Row) => memoryUsed + WORTH_A_WORD],
      ] as const
    ).map(([what, of]) => {
      const all = count((row) => of(row) >= 1);
      const most = count((row) => of(row) >= 0.95 && of(row) < 1);
      return `| ${what} | ${all} | ${most} | ${rows.length - all - most} |`;
    }),
    '',
    exceptions.length === 0 ? 'No type gives anything up.' : 'Those that give something up, and what:',
    '',
    ...exceptions.map((row) => `- ${row.type.name}: ${givenUp(row)}`),
    '',
    `YARN counts the vcores of ${count((row) => doubled(row) !== '')} types (${doubledFamilies(rows).join(', ')}) double and shows half of them idle, or more: tasks use every hardware thread.`,
  ];
}

/** What no executor uses, and why; empty where that is nothing but rounding. */
function givenUp({ vcores, cores, heapMiB, perNode, memoryUsed }: Row): string {
  const idle = vcores - perNode * cores;
  const unused = 1 - memoryUsed;
  return [
    ...(idle > 0 ? [`${idle} of ${vcores} vcores: executors of ${cores} cores`] : []),
    ...(unused >= WORTH_A_WORD ? [`${percentage(unused)} of memory: ${memoryBecause(heapMiB, idle)}`] : []),
  ].join('; ');
}

/** Not given up: YARN counts more vcores than the node has threads. */
function doubled({ type, vcores, cores, perNode }: Row): string {
  return type.yarnVcores > vcores
    ? `YARN counts ${type.yarnVcores} vcores on these ${vcores} threads and shows ${type.yarnVcores - perNode * cores} idle`
    : '';
}

function memoryBecause(heapMiB: number, idle: number): string {
  if (heapMiB === LARGEST_SMALL_HEAP_MIB) return 'a heap of 32 to 48 GiB would hold less';
  return idle > 0 ? 'room for an application master beside the executors' : 'what the executors leave';
}

function rowOf(name: string): Row {
  const type = instanceFacts(name);
  const vcores = Math.min(type.yarnVcores, type.ec2Vcpus);
  const { executor, perNode } = planClusterLayer({
    release: RELEASE,
    instanceTypes: [name],
    primaryInstanceType: 'm5.xlarge',
  });
  const here = perNode[name] ?? 0;
  const containerMiB = Math.ceil(executor.containerMiB / ROUNDED_TO_MIB) * ROUNDED_TO_MIB;
  return {
    type,
    vcores,
    cores: executor.cores,
    heapMiB: executor.memoryMiB,
    containerMiB,
    perNode: here,
    coresUsed: (here * executor.cores) / vcores,
    memoryUsed: (here * containerMiB) / type.yarnMemoryMiB,
  };
}

const doubledFamilies = (rows: readonly Row[]): string[] => [
  ...new Set(rows.filter((row) => doubled(row) !== '').map(({ type }) => familyOf(type.name))),
];
const share = (of: number): string => (of === 1 ? 'all' : percentage(of));
/** Down, so that 100.0 % is never said of less than all. */
const percentage = (of: number): string => `${(Math.floor(of * 1000) / 10).toFixed(1)} %`;
const familyOf = (name: string): string => name.slice(0, name.indexOf('.'));
const sizeOf = (name: string): string => name.slice(name.indexOf('.') + 1);
