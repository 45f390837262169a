import { InputError } from '../errors';
import {
  type Ignored,
  type LintFinding,
  type LintRequest,
  lint,
  readCommand,
  readConfigurations,
  withoutSuppressed,
} from '../lint';
import { planToClassification } from '../render';
import type { PlanRequest, PlanWarning, SparkPlan } from '../sizing';
import { hardwareFor } from './node-flags';

/** The settings of `--conf` as they are written, `key=value`, and the findings that are not to count. */
export interface GivenConf {
  readonly conf: readonly string[];
  readonly ignored: readonly Ignored[];
}

/**
 * Checks the settings of `--conf` before anything is planned with them.
 *
 * @throws InputError `refused-conf` for what Spark, YARN or the JVM refuses, as lint says it
 */
export function checkConf(given: GivenConf, request: PlanRequest): void {
  refuseErrors(lintConf(given, request, {}));
}

/**
 * What lint finds in the settings of `--conf` over the rest of the plan, on the plan's nodes at their most, notes apart.
 *
 * @throws InputError `refused-conf` as `checkConf` does
 */
export function conflictsOf(given: GivenConf, request: PlanRequest, made: SparkPlan): PlanWarning[] {
  const ofJob = { Classification: 'spark-defaults', Properties: made.job.jobConf };
  const ofCluster = planToClassification(made).map((one) =>
    one.Classification === ofJob.Classification
      ? { ...one, Properties: { ...one.Properties, ...ofJob.Properties } }
      : one,
  );
  const hardware = hardwareFor(request.nodes, request.primaryInstanceType);
  const findings = lintConf(given, request, { beneath: readConfigurations(ofCluster), hardware });
  refuseErrors(findings);
  return findings
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => ({ id: finding.id, text: textOf(finding) }));
}

/** Findings in the settings themselves; how the rest of a plan fits the nodes is the plan's own matter. */
function lintConf(
  { conf, ignored }: GivenConf,
  { release, deployMode = 'client' }: PlanRequest,
  cluster: Pick<LintRequest, 'beneath' | 'hardware'>,
): LintFinding[] {
  if (conf.length === 0) return [];
  const words = ['spark-submit', '--deploy-mode', deployMode, ...conf.flatMap((one) => ['--conf', one]), 'job.py'];
  const { findings } = lint({ subject: readCommand(words), release, ...cluster });
  return withoutSuppressed(
    findings.filter(({ where }) => where.startsWith('--conf')),
    [],
    ignored,
  );
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
