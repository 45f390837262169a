import { call } from './support';

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly where: string;
  readonly key?: string;
  readonly line?: number;
  readonly message: string;
  readonly instead: string;
}

/** What lint says in JSON, and how it ends. */
export interface LintAnswer {
  readonly code: number;
  readonly ids: readonly string[];
  readonly findings: readonly Finding[];
  readonly passedOver: readonly { readonly where: string; readonly reason: string }[];
}

/** Lints one file of this content, under the name that is among the arguments. */
export async function lintFile(content: unknown, ...args: readonly string[]): Promise<LintAnswer> {
  const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
  const { code, out } = await call(['lint', '--json', ...args], { readFile: only(args.at(-1), text) });
  const report = JSON.parse(out);
  return { code, ids: report.findings.map(({ id }: { id: string }) => id), ...report };
}

/** Reads the one file that there is: a configuration of the command line is looked for too. */
export function only(name: string | undefined, text: string): (path: string) => string {
  return (path) => {
    if (path === name) return text;
    throw Object.assign(new Error(`there is no ${path}`), { code: 'ENOENT' });
  };
}

/** A classification as EMR's API spells it. */
export const classification = (Classification: string, Properties: Readonly<Record<string, string>>) => ({
  Classification,
  Properties,
});

/** 39 executors of 14,336 MiB and 4 cores, as many as ten m5.4xlarge run. */
export const EXECUTORS = classification('spark-defaults', {
  'spark.dynamicAllocation.enabled': 'false',
  'spark.executor.instances': '39',
  'spark.executor.memory': '12073m',
  'spark.executor.memoryOverhead': '2263m',
  'spark.executor.cores': '4',
  'spark.yarn.heterogeneousExecutors.enabled': 'false',
});
