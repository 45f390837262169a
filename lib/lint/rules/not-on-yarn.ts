import { type LintFacts, placed, settingsInLayers } from '../facts';
import type { PlacedFinding } from '../types';

/** Settings of Spark's other cluster managers, which YARN's client does not read (`spark-standalone.md`, `running-on-*.md`). */
const ELSEWHERE: readonly { readonly keys: RegExp; readonly of: string; readonly instead: string }[] = [
  {
    keys: /^spark\.cores\.max$|^spark\.deploy\.(defaultCores|spreadOut|maxExecutorRetries|recovery.*|zookeeper\..*)$|^spark\.(worker|master\.rest|standalone)\./,
    of: 'a standalone cluster',
    instead: 'leave it out; spark.dynamicAllocation.maxExecutors, or spark.executor.instances, bounds a job on YARN',
  },
  { keys: /^spark\.kubernetes\./, of: 'Kubernetes', instead: 'leave it out: EMR on EC2 runs Spark on YARN' },
  { keys: /^spark\.mesos\./, of: 'Mesos', instead: 'leave it out: EMR on EC2 runs Spark on YARN' },
];

const OPTIONS: Readonly<Record<string, { of: string; instead: string }>> = {
  '--total-executor-cores': {
    of: 'a standalone cluster',
    instead: 'leave it out; --executor-cores and the number of executors decide on YARN',
  },
  '--supervise': {
    of: 'a standalone cluster',
    instead: 'leave it out; spark.yarn.maxAppAttempts says how often YARN starts a failed driver again',
  },
};

/** Settings and flags that do nothing on YARN. */
export function notOnYarn(facts: LintFacts): PlacedFinding[] {
  const settings = settingsInLayers(facts).flatMap(({ key, ...setting }) => {
    const other = ELSEWHERE.find(({ keys }) => keys.test(key));
    return other === undefined ? [] : [{ ...finding(other, key), ...placed(setting) }];
  });
  const options = facts.subject.options.flatMap(({ name, ...option }) => {
    const other = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    return other === undefined ? [] : [{ ...finding(other, name), ...placed(option) }];
  });
  return [...settings, ...options];
}

function finding({ of, instead }: { of: string; instead: string }, key: string) {
  return {
    id: 'not-on-yarn' as const,
    severity: 'warning' as const,
    key,
    message: `it is a setting of ${of} and does nothing on YARN`,
    instead,
    fix: [{ edit: 'remove' as const, key }],
  };
}
