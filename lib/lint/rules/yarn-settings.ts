import { findInstanceFacts } from '../../catalog';
import { grouped } from '../../numbers';
import { CALCULATOR_CLASSES, CALCULATOR_KEY } from '../../yarn';
import { type LintFacts, placed } from '../facts';
import type { PlacedFinding } from '../types';

const NODE_MEMORY = 'yarn.nodemanager.resource.memory-mb';
const NODE_VCORES = 'yarn.nodemanager.resource.cpu-vcores';

/** What a configuration says, or does not say, to YARN. */
export function yarnSettings(facts: LintFacts): PlacedFinding[] {
  return [...calculatorNotSet(facts), ...moreThanTheNode(facts)];
}

/** EMR's capacity scheduler counts memory only unless told otherwise. */
function calculatorNotSet({ subject, calculator }: LintFacts): PlacedFinding[] {
  const sized = subject.settings.find(({ key }) => key === 'spark.executor.cores');
  if (subject.kind !== 'configurations' || calculator.from !== 'assumed' || sized === undefined) return [];
  return [
    {
      id: 'calculator-not-set',
      severity: 'note',
      ...placed(sized),
      message:
        'no classification capacity-scheduler names a calculator, and that of EMR counts memory only: cores may be over-subscribed, and every container shows as one vcore',
      instead: `set ${CALCULATOR_KEY}=${CALCULATOR_CLASSES.dominant} in capacity-scheduler`,
      fix: [
        {
          edit: 'set',
          key: CALCULATOR_KEY,
          value: CALCULATOR_CLASSES.dominant,
          classification: 'capacity-scheduler',
        },
      ],
    },
  ];
}

function moreThanTheNode({ subject, hardware }: LintFacts): PlacedFinding[] {
  if (hardware === undefined) return [];
  const byEmr = hardware.nodes.flatMap(({ instanceType }) => {
    const facts = findInstanceFacts(instanceType);
    return facts === undefined ? [] : [{ instanceType, memoryMiB: facts.yarnMemoryMiB }];
  });
  if (byEmr.length === 0) return [];
  const smallest = byEmr.reduce((a, b) => (b.memoryMiB < a.memoryMiB ? b : a));
  return subject.blocks
    .filter(({ classification }) => classification === 'yarn-site')
    .flatMap(({ properties, places, ...block }) => {
      const memory = Number(properties.get(NODE_MEMORY) ?? Number.NaN);
      if (!(memory > smallest.memoryMiB)) return [];
      return [
        {
          id: 'more-memory-than-the-node',
          severity: 'warning' as const,
          key: NODE_MEMORY,
          ...placed(places?.get(NODE_MEMORY) ?? block),
          message: `${grouped(memory)} MiB is more than EMR gives YARN on a ${smallest.instanceType}, ${grouped(smallest.memoryMiB)} MiB: the rest is for the system and EMR's daemons, and the kernel kills what outgrows it`,
          instead: `leave it out; ${NODE_VCORES} is the one to raise for jobs that wait for I/O`,
          fix: [{ edit: 'remove' as const, key: NODE_MEMORY, classification: 'yarn-site' }],
        },
      ];
    });
}
