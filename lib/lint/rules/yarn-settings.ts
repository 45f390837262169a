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

/** Of each property the nodes for which it is in force. */
function moreThanTheNode({ subject, effective }: LintFacts): PlacedFinding[] {
  return subject.blocks
    .filter(({ classification }) => classification === 'yarn-site')
    .flatMap((block) => {
      const place = block.places?.get(NODE_MEMORY) ?? block;
      const nodes = effective.yarn.nodes.flatMap(({ instanceType, memoryMiB: written }) => {
        const byEmr = findInstanceFacts(instanceType)?.yarnMemoryMiB;
        const isOfBlock = written?.place?.at === place.at && written.place.where === place.where;
        return isOfBlock && byEmr !== undefined && written.value > byEmr
          ? [{ instanceType, byEmr, memoryMiB: written.value }]
          : [];
      });
      if (nodes.length === 0) return [];
      const { instanceType, byEmr, memoryMiB } = nodes.reduce((a, b) => (b.byEmr < a.byEmr ? b : a));
      return [
        {
          id: 'more-memory-than-the-node',
          severity: 'warning' as const,
          key: NODE_MEMORY,
          ...placed(place),
          message: `${grouped(memoryMiB)} MiB is more than EMR gives YARN on a ${instanceType}, ${grouped(byEmr)} MiB: the rest is for the system and EMR's daemons, and the kernel kills what outgrows it`,
          instead: `leave it out; ${NODE_VCORES} is the one to raise for jobs that wait for I/O`,
          fix: [{ edit: 'remove' as const, key: NODE_MEMORY, classification: 'yarn-site' }],
        },
      ];
    });
}
