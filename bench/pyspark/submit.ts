import { shellQuoted } from '../../lib/render';

/** Settings that keep a run in its folder and record it; they change nothing of what the plan says. */
export type Settings = readonly (readonly [key: string, value: string])[];

/**
 * The spark-submit command that `emr-autotune plan` prints, for a machine without YARN: its master becomes Spark's own cluster of processes,
 * of as many workers as the plan has executors, each with the cores and the heap of one. Everything else stays as it was printed; settings
 * of spark.yarn are then read by nobody.
 *
 * @throws Error where the command is not as expected
 */
export function localCommand(printed: string, application: readonly string[], extra: Settings): string {
  const value = (key: string, pattern: RegExp): string => {
    const found = new RegExp(`--conf ${key.replaceAll('.', '\\.')}=(${pattern.source})\\s`).exec(printed)?.[1];
    if (found === undefined) throw new Error(`the plan's command has no ${key} of the form ${pattern.source}`);
    return found;
  };
  const executors = value('spark.dynamicAllocation.maxExecutors', /\d+/);
  const cores = value('spark.executor.cores', /\d+/);
  const heap = value('spark.executor.memory', /\d+m/).slice(0, -1);
  const master = `local-cluster[${executors},${cores},${heap}]`;

  const words = [
    ...extra.map(([key, text]) => `--conf ${shellQuoted(`${key}=${text}`)}`),
    ...application.map(shellQuoted),
  ];
  return replacedOnce(
    replacedOnce(withoutComments(printed).trimEnd(), '--master yarn', `--master ${shellQuoted(master)}`),
    'YOUR_APPLICATION',
    words.join(' '),
  );
}

/** What the figures depend on stands below the command. */
const withoutComments = (printed: string): string => printed.replaceAll(/^#.*$/gm, '');

function replacedOnce(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the plan's command has "${from}" ${parts.length - 1} times`);
  return parts.join(to);
}
