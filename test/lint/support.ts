import { EmrRelease, instanceFacts } from '../../lib/catalog';
import {
  type LintFinding,
  type LintHardware,
  type LintRequest,
  lint,
  readCommand,
  readConfigurations,
} from '../../lib/lint';
import { shellWords } from '../support/shell-words';

export interface LintOptions extends Partial<Omit<LintRequest, 'subject' | 'release' | 'hardware'>> {
  readonly release?: string;
  /** `r5.4xlarge:82`, several with spaces between. */
  readonly nodes?: string;
  readonly primary?: string;
}

/** Findings of a spark-submit line; `job.py` is put behind options without an application. */
export function lintLine(line: string, options: LintOptions = {}): readonly LintFinding[] {
  const full = /\.(py|jar)(\s|$)/.test(line) ? line : `${line} job.py`;
  const { release = 'emr-7.9.0', nodes, primary, ...rest } = options;
  const subject = readCommand(shellWords(full.startsWith('spark-submit') ? full : `spark-submit ${full}`));
  return lint({ subject, release: EmrRelease.of(release), hardware: hardware(nodes, primary), ...rest }).findings;
}

/** Findings of a list of classifications: `{ 'spark-defaults': {…} }`, or the list itself. */
export function lintConfigurations(
  list: Readonly<Record<string, Record<string, unknown>>> | readonly unknown[],
  options: LintOptions = {},
): readonly LintFinding[] {
  const { release = 'emr-7.9.0', nodes, primary, ...rest } = options;
  const entries = Array.isArray(list)
    ? (list as readonly unknown[])
    : Object.entries(list).map(([Classification, Properties]) => ({ Classification, Properties }));
  const subject = readConfigurations(entries);
  return lint({ subject, release: EmrRelease.of(release), hardware: hardware(nodes, primary), ...rest }).findings;
}

function hardware(nodes: string | undefined, primary: string | undefined): LintHardware | undefined {
  if (nodes === undefined) return undefined;
  return {
    primary,
    nodes: nodes.split(' ').map((group) => {
      const [instanceType = '', count = ''] = group.split(':');
      const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
      return { instanceType, count: Number(count), memoryMiB: yarnMemoryMiB, vcores: yarnVcores };
    }),
  };
}
