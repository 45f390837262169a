import { instanceFacts } from '../../lib/catalog';
import { ALLOW_KEY } from '../../lib/remedy';
import type { Dice } from '../yarn-oracle/dice';

const KINDS = ['stuck', 'stuck', 'stuck', 'stuck', 'stuck', 'stages', 'healthy', 'cluster', 'slim', 'silent'] as const;

type Kind = (typeof KINDS)[number];

/** Those that the remediator may act on; the others only have to be left alone. */
const FAT: ReadonlySet<string> = new Set(['stuck', 'stages', 'cluster']);

export interface Nodes {
  readonly instanceType: string;
  readonly count: number;
}

/** A step as JSON of a scenario, and how long it runs where nobody cuts it. */
export interface DrawnStep {
  readonly step: Readonly<Record<string, unknown>>;
  readonly minutes: number;
}

/** What is to be a certain way. */
interface Wanted {
  readonly kind: Kind;
  readonly minutes: number;
}

/** What the largest node keeps beside one executor: an application master, which has to fit somewhere. */
const BESIDE_MIB = 2880;
const OVERHEAD_SHARE = 0.158;

/** A job of a drawn kind: most fill the memory and leave more than half of the cores idle. */
export function drawStep(
  dice: Dice,
  nodes: Nodes,
  name: string,
  canary: string,
  { kind = dice.pick(KINDS), minutes = drawMinutes(dice, kind) }: Partial<Wanted> = {},
): DrawnStep {
  const { yarnMemoryMiB, yarnVcores: vcpus } = instanceFacts(nodes.instanceType);
  const perNode = kind === 'healthy' ? 4 : kind === 'slim' ? 8 : 1;
  const cores = kind === 'healthy' ? Math.floor(vcpus / 4) : kind === 'slim' ? Math.floor(vcpus / 4) : fatCores(vcpus);
  const containerMiB = Math.floor((yarnMemoryMiB - BESIDE_MIB) / perNode);
  const slots = nodes.count * perNode * cores;
  const tasks = Math.max(slots, Math.round((slots * minutes * 60) / dice.logInt(20, 300)));
  const overheadMiB = Math.max(384, Math.round(containerMiB * OVERHEAD_SHARE));
  const args = [
    'spark-submit',
    '--deploy-mode',
    kind === 'cluster' ? 'cluster' : 'client',
    '--executor-memory',
    `${containerMiB - overheadMiB}m`,
    '--executor-cores',
    String(cores),
    '--conf',
    `spark.executor.memoryOverhead=${overheadMiB}m`,
    '--conf',
    `spark.sql.shuffle.partitions=${tasks}`,
    ...(kind === 'silent' ? [] : ['--conf', `${ALLOW_KEY}=true`]),
    `s3://${canary}/${name}.py`,
    '--input',
    `s3://${canary}/in/`,
  ];
  return { step: { name: `${name} ${canary}`, args, work: workFor(dice, kind, (slots * minutes) / 60) }, minutes };
}

const drawMinutes = (dice: Dice, kind: Kind): number => (FAT.has(kind) ? dice.logInt(75, 200) : dice.logInt(15, 120));

const fatCores = (vcpus: number): number => Math.max(1, Math.floor(vcpus * 0.44));

function workFor(dice: Dice, kind: Kind, slotHours: number): object {
  if (kind !== 'stages') return { slotHours, cpuPerTask: dice.pick([1, 1, 0.7]) };
  return {
    stages: [
      { name: 'read', slotHours: slotHours / 8, tasks: dice.int(200, 2000), inputBytes: 1e11 },
      { name: 'join', slotHours: (slotHours * 3) / 4, ...(dice.chance(0.3) && { skew: { tasks: 3, times: 4 } }) },
      { name: 'write', slotHours: slotHours / 8, tasks: dice.int(50, 400) },
    ],
  };
}
