import { instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { type LintFinding, type LintRequest, lint, readCommand, readConfigurations } from '../lint';
import { planToClassification } from '../render';
import type { PlanRequest, PlanWarning, SparkPlan } from '../sizing';

/**
 * Checks the settings of `--conf` before anything is planned with them.
 *
 * @param conf as they are written, `key=value`
 * @throws InputError `refused-conf` for what Spark, YARN or the JVM refuses, as lint says it
 */
export function checkConf(conf: readonly string[], request: PlanRequest): void {
  refuseErrors(lintConf(conf, request, {}));
}

/**
 * What lint finds in the settings of `--conf` over the rest of the plan, on the plan's nodes at their most, notes apart.
 *
 * @throws InputError `refused-conf` as `checkConf` does
 */
export function conflictsOf(conf: readonly string[], request: PlanRequest, made: SparkPlan): PlanWarning[] {
  const ofJob = { Classification: 'spark-defaults', Properties: made.job.jobConf };
  const ofCluster = planToClassification(made).map((one) =>
    one.Classification === ofJob.Classification
      ? { ...one, Properties: { ...one.Properties, ...ofJob.Properties } }
      : one,
  );
  const findings = lintConf(conf, request, { beneath: readConfigurations(ofCluster), hardware: hardwareOf(request) });
  refuseErrors(findings);
  return findings
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => ({ id: finding.id, text: textOf(finding) }));
}

/** Findings in the settings themselves; how the rest of a plan fits the nodes is the plan's own matter. */
function lintConf(
  conf: readonly string[],
  { release, deployMode = 'client' }: PlanRequest,
  cluster: Pick<LintRequest, 'beneath' | 'hardware'>,
): LintFinding[] {
  if (conf.length === 0) return [];
  const words = ['spark-submit', '--deploy-mode', deployMode, ...conf.flatMap((one) => ['--conf', one]), 'job.py'];
  const { findings } = lint({ subject: readCommand(words), release, ...cluster });
  return findings.filter(({ where }) => where.startsWith('--conf'));
}

function hardwareOf({ nodes, primaryInstanceType }: PlanRequest): LintRequest['hardware'] {
  return {
    primary: primaryInstanceType,
    nodes: nodes.map(({ instanceType, max }) => {
      const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
      return { instanceType, count: max, memoryMiB: yarnMemoryMiB, vcores: yarnVcores };
    }),
  };
}

function refuseErrors(findings: readonly LintFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  // The first semicolon of an error parts what is wrong from what to change.
  const text = errors.map(
    (one) => `${placeOf(one)}: ${one.message.replaceAll('; ', ', ')} (${one.id}); ${one.instead}`,
  );
  throw new InputError('refused-conf', text.join('; also '));
}

const placeOf = ({ where, key }: LintFinding): string => [where, key].filter((one) => one !== undefined).join(': ');

const textOf = (finding: LintFinding): string => `${placeOf(finding)}: ${finding.message}. Instead: ${finding.instead}`;
