import { capacityOf, type Refusal, refusals } from '../../effective';
import { counted, grouped } from '../../numbers';
import { firstPlaceOf, type LintFacts } from '../facts';
import { plannedAdvice } from '../size-on-cluster';
import type { PlacedFinding } from '../types';

const MEMORY = 'spark.executor.memory';
const CORES = 'spark.executor.cores';

/** Containers that no node has room for, or that a limit of YARN refuses: memory and cores each judged wherever it is known. */
export function fitsNoNode(facts: LintFacts): PlacedFinding[] {
  const refused = refusals(facts.effective);
  return refused.length > 0 ? refused.map((one) => tooLarge(facts, one)) : noneBesideMaster(facts);
}

/** Settings that decide over a container, the most telling first. */
function keysOf({ container, resource }: Refusal, { deployMode }: LintFacts): readonly string[] {
  if (container === 'executor') return resource === 'memory' ? [MEMORY] : [CORES];
  if (deployMode === 'cluster') return resource === 'memory' ? ['spark.driver.memory'] : ['spark.driver.cores'];
  return resource === 'memory' ? ['spark.yarn.am.memory'] : ['spark.yarn.am.cores'];
}

function tooLarge(facts: LintFacts, refusal: Refusal): PlacedFinding {
  const { container, resource, asked, limit, node } = refusal;
  const who =
    container === 'executor' ? 'an executor' : facts.deployMode === 'cluster' ? 'the driver' : 'the application master';
  const unit = resource === 'memory' ? 'MiB' : 'vcores';
  const bound =
    node === undefined
      ? `YARN grants at most ${grouped(limit)} ${unit} (the maximum allocation)`
      : `the largest node has ${grouped(limit)} ${unit} for YARN (${node.instanceType})`;
  return {
    id: 'fits-no-node',
    severity: 'error',
    ...firstPlaceOf(facts, keysOf(refusal, facts)),
    message: `${who} needs a container of ${grouped(asked)} ${unit}, and ${bound}: nothing will run`,
    instead: (container === 'executor' ? plannedAdvice(facts) : undefined) ?? 'ask for less, or use larger nodes',
  };
}

/** Each fits a node, but no executor where the application master is: wherever that is, or in some places. */
function noneBesideMaster(facts: LintFacts): PlacedFinding[] {
  const fate = capacityOf(facts.effective);
  const { executor } = facts.effective.spark;
  if (fate === undefined || fate.admission.executors > 0) return [];
  const { admission, places } = fate;
  const size = [
    ...(executor.cores === undefined ? [] : [counted(executor.cores.value, 'core')]),
    ...(executor.containerMiB === undefined ? [] : [`${grouped(executor.containerMiB.value)} MiB`]),
  ].join(' and ');
  const blocking = places.filter((place) => place.admission.executors === 0);
  const types = blocking.map(({ group }) => `a ${facts.hardware?.nodes[group]?.instanceType}`);
  const isSure = blocking.length === places.length;
  return [
    {
      id: 'fits-no-node',
      severity: isSure ? 'error' : 'warning',
      ...firstPlaceOf(facts, [MEMORY, CORES]),
      message: isSure
        ? `an executor of ${size} finds no place beside the application master${isOfQueue(admission.limitedBy) ? ' in its queue' : ''}: nothing will run`
        : `an executor of ${size} finds no place while the application master is on ${types.join(' or ')}: then nothing runs`,
      instead: plannedAdvice(facts) ?? 'ask for less, or use more or larger nodes',
    },
  ];
}

const isOfQueue = (limit: string): boolean => limit === 'queue' || limit === 'user-limit';
