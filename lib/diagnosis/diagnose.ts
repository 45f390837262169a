import { InputError } from '../errors';
import { grouped } from '../numbers';
import type { Calculator } from '../yarn';
import { explanations, totalCores } from './explain';
import type { Facts } from './facts';
import { nextFigure } from './next-figure';
import { type Potential, potentialOf } from './potential';
import { reproducingSizes } from './reproducing-sizes';
import { calculatorUnknown } from './rules/calculator-unknown';
import { idle, isIdle } from './rules/idle';
import { noDemand } from './rules/no-demand';
import { oversubscribed, oversubscribedAtAnySize } from './rules/oversubscribed';
import { sizeUnknown } from './rules/size-unknown';
import { strandedAtAnySize } from './rules/stranded-at-any-size';
import { strandedCores } from './rules/stranded-cores';
import { strandedMemory } from './rules/stranded-memory';
import { unexplained } from './rules/unexplained';
import { vcoresNotMeaningful } from './rules/vcores-not-meaningful';
import type { Diagnosis, DiagnosisRequest, Finding } from './types';

type Rule = (facts: Facts) => Finding | undefined;

/** In the order in which a finding decides: what forbids a cure comes before the cure. */
const RULES: readonly Rule[] = [
  unexplained,
  calculatorUnknown,
  oversubscribed,
  oversubscribedAtAnySize,
  strandedCores,
  strandedAtAnySize,
  strandedMemory,
  noDemand,
  sizeUnknown,
  vcoresNotMeaningful,
];

/**
 * Explains a cluster's figures by the admission model, or says that it can't.
 *
 * @throws InputError for figures that contradict each other, or an executor that YARN would refuse
 */
export function diagnose(request: DiagnosisRequest): Diagnosis {
  validate(request);
  const facts = factsFor(request);
  const nothingRuns = idle(facts);
  if (nothingRuns !== undefined) return { verdict: nothingRuns.id, findings: [nothingRuns], sizes: [] };
  const findings = RULES.flatMap((rule) => rule(facts) ?? []);
  return {
    verdict: findings[0]?.id,
    findings,
    explanation: facts.explanations[0],
    calculator: calculatorIn(facts),
    sizes: facts.sizes,
    next: nextFigure(facts, findings[0]),
  };
}

function calculatorIn({ evidence, explanations: readings, sizes }: Facts): Calculator | undefined {
  const [first, ...others] = new Set([...readings, ...sizes].map(({ calculator }) => calculator));
  return evidence.calculator ?? (others.length === 0 ? first : undefined);
}

function factsFor({ evidence, release, executor }: DiagnosisRequest): Facts {
  let potential: Potential | undefined;
  const rests = isIdle({ evidence });
  return {
    evidence,
    executor,
    explanations: executor === undefined || rests ? [] : explanations(evidence, executor),
    sizes: executor === undefined && !rests ? reproducingSizes(evidence) : [],
    memoryUtilisation: evidence.memoryAllocatedMB / evidence.memoryTotalMB,
    totalVcores: totalCores(evidence),
    potential: () => {
      potential ??= potentialOf(evidence, release, executor);
      return potential;
    },
  };
}

function validate({ evidence }: DiagnosisRequest): void {
  const { memoryTotalMB, memoryAllocatedMB } = evidence;
  if (evidence.nodes.length === 0) throw new InputError('no-nodes', 'a diagnosis needs the nodes of the cluster');
  if (!(memoryTotalMB > 0)) throw new InputError('not-positive', `total memory must be positive, got ${memoryTotalMB}`);
  if (!(memoryAllocatedMB >= 0 && memoryAllocatedMB <= memoryTotalMB)) {
    throw new InputError(
      'out-of-range',
      `memory in use must lie between 0 and the total of ${grouped(memoryTotalMB)} MB, got ${grouped(memoryAllocatedMB)}`,
    );
  }
}
