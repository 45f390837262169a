import { percent } from '../../numbers';
import { type PlacedSize, strandedShare, strandsMemory } from '../../sizing';
import { containerOf, type ExecutorSize } from '../../spark';
import { type Calculator, grantedMiB } from '../../yarn';
import { applicationMasterIn } from '../explain';
import { arithmeticFor, type Facts, planInWords } from '../facts';
import type { Finding } from '../types';
import { strands } from './stranded-cores';

/** Nothing more of the executor's size fits, and memory is left that executors of a planned size would have. */
export function strandedMemory(facts: Facts): Finding | undefined {
  const { explanations, evidence, potential } = facts;
  const [reading] = explanations;
  // Where cores are stranded as well, that is what is told.
  if (reading === undefined || !explanations.every((one) => one.saturated && !strands(one, facts))) return undefined;
  const { executor } = potential();
  if (executor === undefined) return undefined;
  const planned = placed(executor, 'dominant');
  const sizes = explanations.map((one) => placed(one.executor, one.calculator));
  const beside = { nodes: evidence.nodes, applicationMaster: applicationMasterIn(evidence), planned };
  if (!sizes.every((size) => strandsMemory({ ...beside, size }))) return undefined;
  const [here = planned] = sizes;
  const share = (size: PlacedSize): string => percent(strandedShare(evidence.nodes, size));
  return {
    id: 'stranded-memory',
    severity: evidence.containersPending === 0 ? 'info' : 'warning',
    summary: `no further executor of this size fits, and ${share(here)} of YARN memory belongs to none; a plan leaves ${share(planned)}`,
    arithmetic: arithmeticFor(reading, facts),
    remedy: ['run executors that divide the memory of a node, so that tasks have more of it', planInWords(facts) ?? []]
      .flat()
      .join(': '),
    actionable: false,
  };
}

function placed(executor: ExecutorSize, calculator: Calculator): PlacedSize {
  const { memoryMiB, vcores } = containerOf(executor);
  return { container: { memoryMiB: grantedMiB(memoryMiB), vcores }, calculator };
}
