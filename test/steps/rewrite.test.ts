import { describe, expect, test } from 'vitest';
import { isRewritable, renderArguments, rewriteSettings, settingsInForce } from '../../lib/steps';
import { property } from '../support/property';
import { changes, commandLines, submitOf } from './commands';

const rewritten = (args: string[], ...to: [string, string][]): string[] =>
  renderArguments(
    rewriteSettings(
      submitOf(...args),
      to.map(([key, value]) => ({ key, to: value })),
    ),
  ).slice(1);
const RUNS = { numRuns: 10_000 };

/** What a setting is called by each of its spellings, written down apart from the code under test. */
const SPELLINGS: [RegExp, string][] = [
  [/^--executor-memory(?:=|$)/, 'spark.executor.memory'],
  [/^--executor-cores(?:=|$)/, 'spark.executor.cores'],
  [/^--num-executors(?:=|$)/, 'spark.executor.instances'],
  [/^(?:--conf=)?spark\.yarn\.executor\.memoryOverhead=/, 'spark.executor.memoryOverhead'],
  [/^(?:--conf=)?spark\.unsafe\.offHeap=/, 'spark.memory.offHeap.enabled'],
];
const keyOf = (raw: readonly string[]): string | undefined => {
  const last = raw.at(-1) ?? '';
  const spelt = SPELLINGS.find(([pattern]) => pattern.test(raw[0] ?? '') || pattern.test(last));
  return spelt?.[1] ?? /^(?:--conf=)?([^=]+)=/.exec(last)?.[1];
};

describe('rewriting settings', () => {
  test('changes the flag where a flag is in force, and the --conf it beats', () => {
    expect(
      rewritten(
        ['--executor-memory', '101053m', '-c', 'spark.executor.memory=4g', 'a.jar'],
        ['spark.executor.memory', '25870m'],
      ),
    ).toEqual(['--executor-memory', '25870m', '-c', 'spark.executor.memory=25870m', 'a.jar']);
  });

  test('keeps the form in which each setting was written', () => {
    expect(
      rewritten(
        [
          '--executor-cores=7',
          '--conf=spark.sql.shuffle.partitions=60000',
          '--conf',
          'spark.x=a=b',
          'a.jar',
          '--executor-cores',
          '9',
        ],
        ['spark.executor.cores', '4'],
        ['spark.sql.shuffle.partitions', '100000'],
      ),
    ).toEqual([
      '--executor-cores=4',
      '--conf=spark.sql.shuffle.partitions=100000',
      '--conf',
      'spark.x=a=b',
      'a.jar',
      '--executor-cores',
      '9',
    ]);
  });

  test('changes every repetition, so that nothing stale is left', () => {
    expect(
      rewritten(
        ['-c', 'spark.executor.cores=7', '-c', 'spark.executor.cores=8', 'a.jar'],
        ['spark.executor.cores', '4'],
      ),
    ).toEqual(['-c', 'spark.executor.cores=4', '-c', 'spark.executor.cores=4', 'a.jar']);
  });

  test('adds a --conf before the application where none is there', () => {
    expect(rewritten(['-v', 'a.jar', 'x'], ['spark.executor.cores', '4'])).toEqual([
      '-v',
      '--conf',
      'spark.executor.cores=4',
      'a.jar',
      'x',
    ]);
  });

  test('adds the present name beside an old one, which would lose to spark-defaults', () => {
    const submit = submitOf('--conf', 'spark.yarn.executor.memoryOverhead=18947', 'a.jar');
    const after = rewriteSettings(submit, [{ key: 'spark.executor.memoryOverhead', to: '4850m' }]);
    expect(renderArguments(after)).toEqual([
      'spark-submit',
      '--conf',
      'spark.yarn.executor.memoryOverhead=4850m',
      '--conf',
      'spark.executor.memoryOverhead=4850m',
      'a.jar',
    ]);
    expect(settingsInForce(after, { 'spark.executor.memoryOverhead': '9g' }).get('spark.executor.memoryOverhead')).toBe(
      '4850m',
    );
  });

  property([commandLines, changes], RUNS)('puts the new values in force, whatever spark-defaults say', (args, to) => {
    const defaults = {
      'spark.executor.memory': '1g',
      'spark.executor.memoryOverhead': '1g',
      'spark.memory.offHeap.enabled': 'true',
    };
    const settings = settingsInForce(rewriteSettings(submitOf(...args), to), defaults);
    expect(to.map(({ key }) => settings.get(key))).toEqual(to.map((change) => change.to));
  });

  property([commandLines, changes], RUNS)('changes nothing else, byte for byte and in order', (args, to) => {
    const submit = submitOf(...args);
    const after = rewriteSettings(submit, to);
    const wanted = new Map(to.map((change) => [change.key, change.to]));
    expect([after.application, ...after.applicationArguments]).toEqual([
      submit.application,
      ...submit.applicationArguments,
    ]);
    for (const [i, before] of submit.options.entries()) {
      const value = wanted.get(keyOf(before.raw) ?? '');
      const raw = after.options[i]?.raw;
      if (value === undefined || before.name === '--name') expect(raw).toEqual(before.raw);
      else expect([raw?.length, raw?.at(-1)?.endsWith(value)]).toEqual([before.raw.length, true]);
    }
    const added = after.options.slice(submit.options.length).map(({ raw }) => raw);
    expect(
      added.every(
        ([option, text]) => option === '--conf' && to.some(({ key, to: value }) => text === `${key}=${value}`),
      ),
    ).toBe(true);
  });

  property([commandLines, changes], RUNS)('leaves every other setting in force as it was', (args, to) => {
    const others = (submit: Parameters<typeof settingsInForce>[0]) =>
      [...settingsInForce(submit, {})].filter(([key]) => !to.some((change) => change.key === key)).sort();
    const submit = submitOf(...args);
    expect(others(rewriteSettings(submit, to))).toEqual(others(submit));
  });

  property([commandLines, changes], RUNS)('changes nothing when done twice', (args, to) => {
    const once = rewriteSettings(submitOf(...args), to);
    expect(rewriteSettings(once, to)).toEqual(once);
    expect(submitOf(...renderArguments(once).slice(1))).toEqual(once);
  });

  test.each([
    'spark.driver.cores',
    'spark.yarn.tags',
    'spark.yarn.executor.memoryOverhead',
    'spark.jars',
    '__proto__',
    '',
  ])('fails for %j, which is for its owner alone to set', (key) => {
    expect(isRewritable(key)).toBe(false);
    expect(() => rewriteSettings(submitOf('a.jar'), [{ key, to: '1' }])).toThrow('must not be changed in a step');
  });

  test.each([
    ['spark.executor.memory', '4g --jars x'],
    ['spark.executor.memory', '4.5g'],
    ['spark.executor.memory', '0m'],
    ['spark.executor.memory', '4g\n'],
    ['spark.executor.memory', 'true'],
    ['spark.executor.cores', '0'],
    ['spark.executor.cores', '-1'],
    ['spark.executor.cores', 'NaN'],
    ['spark.sql.shuffle.partitions', '1e5'],
    ['spark.dynamicAllocation.enabled', 'True'],
    ['spark.dynamicAllocation.enabled', ''],
  ])('fails for %s = %j', (key, to) => {
    expect(() => rewriteSettings(submitOf('a.jar'), [{ key, to }])).toThrow('takes a whole number');
  });
});
