import { InputError } from '../errors';
import { explanations, totalCores } from './explain';
import type { Facts } from './facts';
import { reproducingSizes } from './reproducing-sizes';
import { calculatorUnknown } from './rules/calculator-unknown';
import { oversubscribed } from './rules/oversubscribed';
import { strandedAtAnySize } from './rules/stranded-at-any-size';
import { strandedCores } from './rules/stranded-cores';
import { unexplained } from './rules/unexplained';
import { vcoresNotMeaningful } from './rules/vcores-not-meaningful';
import type { Diagnosis, DiagnosisRequest, Finding } from './types';

type Rule = (facts: Facts) => Finding | undefined;

/** In the order in which a finding decides: what forbids a cure comes before the cure. */
const RULES: readonly Rule[] = [
  unexplained,
  calculatorUnknown,
  oversubscribed,
  strandedCores,
  strandedAtAnySize,
  vcoresNotMeaningful,
];

/**
 * Explains a cluster's figures by the admission model, or says that it can't.
 *
 * @throws InputError for figures that contradict each other, or an executor that YARN would refuse
 */
export function diagnose(request: DiagnosisRequest): Diagnosis {
  const { evidence, executor } = request;
  validate(request);
  const facts: Facts = {
    evidence,
    executor,
    explanations: executor === undefined ? [] : explanations(evidence, executor),
    sizes: executor === undefined ? reproducingSizes(evidence) : [],
    memoryUtilisation: evidence.memoryAllocatedMB / evidence.memoryTotalMB,
    totalVcores: totalCores(evidence),
  };
  const findings = RULES.flatMap((rule) => rule(facts) ?? []);
  return { verdict: findings[0]?.id, findings, explanation: facts.explanations[0], sizes: facts.sizes };
}

function validate({ evidence }: DiagnosisRequest): void {
  const { memoryTotalMB, memoryAllocatedMB } = evidence;
  if (evidence.nodes.length === 0) throw new InputError('no-nodes', 'a diagnosis needs the nodes of the cluster');
  if (!(memoryTotalMB > 0)) throw new InputError('not-positive', `total memory must be positive, got ${memoryTotalMB}`);
  if (!(memoryAllocatedMB >= 0 && memoryAllocatedMB <= memoryTotalMB)) {
    throw new InputError(
      'out-of-range',
      `memory in use must lie between 0 and the total of ${memoryTotalMB} MB, got ${memoryAllocatedMB}`,
    );
  }
}
