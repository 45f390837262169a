import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { effective, toCommand } from '../../lib/effective';
import { lint, readCommand } from '../../lib/lint';
import { parseStep, settingsInForce } from '../../lib/steps';
import { fc, property } from '../support/property';

interface Recorded {
  readonly args: readonly string[];
  readonly defaults: Readonly<Record<string, string>>;
  readonly refused?: string;
  readonly settings: Readonly<Record<string, string>>;
}

const ANSWERS = join(__dirname, '..', 'fixtures', 'spark-submit-truth.jsonl');

/** Each setting in force with the configuration layer that it is said to come from; defaults of EMR's own aside. */
function originsOf(args: readonly string[], sparkDefaults: Readonly<Record<string, string>>) {
  const form = parseStep('command-runner.jar', ['spark-submit', ...args]);
  if (form.kind === 'unknown') return undefined;
  const { spark } = effective({
    release: { value: EmrRelease.of('emr-7.9.0'), layer: 'flag' },
    blocks: [],
    sparkDefaults: Object.entries(sparkDefaults).map(([key, value], i) => ({ key, value, where: `line ${i}`, at: i })),
    command: toCommand(form.submit),
  });
  const written = [...spark.origins].filter(([key, { layer }]) => layer !== 'default' && key.startsWith('spark.'));
  return { submit: form.submit, origins: new Map(written) };
}

test('a setting comes from where a real spark-submit takes it', () => {
  const lines = readFileSync(ANSWERS, 'utf8').trim().split('\n');
  const recorded = lines
    .map((line): Recorded => JSON.parse(line))
    .filter((one) => one.refused === undefined && one.args);
  let compared = 0;
  for (const { args, defaults, settings } of recorded) {
    for (const [key, { value }] of originsOf(args, defaults)?.origins ?? []) {
      // The recorded answers have the settings that matter here, by their present names.
      if (settings[key] === undefined) continue;
      compared += 1;
      expect(value, `${key} of ${JSON.stringify(args)}`).toBe(settings[key]);
    }
  }
  expect(compared).toBeGreaterThan(300);
});

const SETTINGS: readonly (readonly [key: string, flag: string, values: readonly string[]])[] = [
  ['spark.executor.memory', '--executor-memory', ['1g', '2g', '3g']],
  ['spark.executor.cores', '--executor-cores', ['1', '2', '3']],
  ['spark.executor.instances', '--num-executors', ['1', '2', '3']],
  ['spark.driver.memory', '--driver-memory', ['1g', '2g', '3g']],
  ['spark.driver.cores', '--driver-cores', ['1', '2', '3']],
  ['spark.driver.extraJavaOptions', '--driver-java-options', ['-Da=1', '-Da=2']],
  ['spark.submit.deployMode', '--deploy-mode', ['client', 'cluster']],
  ['spark.yarn.queue', '--queue', ['a', 'b']],
  ['spark.yarn.executor.memoryOverhead', '', ['1g', '2g']],
  ['spark.executor.memoryOverhead', '', ['1g', '2g']],
];
const given = fc
  .constantFrom(...SETTINGS)
  .chain(([key, flag, values]) =>
    fc
      .tuple(fc.constantFrom(...values), fc.constantFrom('--conf', '-c', flag))
      .map(([value, option]) => (option === flag && flag !== '' ? [flag, value] : ['--conf', `${key}=${value}`])),
  );
const command = fc.array(given, { maxLength: 8 }).map((options) => [...options.flat(), 'job.py']);
const beneath = fc
  .array(
    fc
      .constantFrom(...SETTINGS)
      .chain(([key, , values]) => fc.constantFrom(...values).map((value) => [key, value] as const)),
    { maxLength: 4 },
  )
  .map((entries) => Object.fromEntries(entries));

describe('whatever a command and its spark-defaults say', () => {
  property([command, beneath], { numRuns: 400 })(
    'the settings in force are those whose origin is told',
    (args, defaults) => {
      const { submit, origins } = originsOf(args, defaults) ?? {};
      if (submit === undefined) throw new Error(`not understood: ${args.join(' ')}`);
      const settings = Object.fromEntries(settingsInForce(submit, defaults));
      expect(Object.fromEntries([...(origins ?? [])].map(([key, { value }]) => [key, value]))).toEqual(settings);
    },
  );

  property([command], { numRuns: 200 })('without what lint calls overridden the same settings are in force', (args) => {
    const words = ['spark-submit', ...args];
    const { findings } = lint({ subject: readCommand(words), release: EmrRelease.of('emr-7.9.0') });
    const overridden = findings.filter(({ id }) => /^beaten-by-(flag|later|new-name)$/.test(id));
    const { submit } = originsOf(args, {}) ?? {};
    if (submit === undefined) throw new Error(`not understood: ${args.join(' ')}`);
    const seen = new Map<string, number>();
    const options = submit.options.filter(({ name }) => {
      const ordinal = (seen.get(name) ?? 0) + 1;
      seen.set(name, ordinal);
      const where = name === '--conf' || ordinal > 1 ? `${name} no. ${ordinal}` : name;
      return overridden.every((one) => one.where !== where);
    });
    expect(submit.options.length - options.length).toBe(new Set(overridden.map(({ where }) => where)).size);
    expect(Object.fromEntries(settingsInForce({ ...submit, options }, {}))).toEqual(
      Object.fromEntries(settingsInForce(submit, {})),
    );
  });
});
