import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../lint/examples';
import type { Example, Input } from '../lint/examples/example';
import { shellWords } from '../support/shell-words';
import { lint } from './lint-files';

/** An input as the text of a file with a comment; undefined where this form cannot hold it. */
type Form = (input: Input, comment: string) => string | undefined;

const wordsOf = (line: string): string[] => ['spark-submit', ...shellWords(withApplication(line))];
const withApplication = (line: string): string => (/\.(py|jar)(\s|$)/.test(line) ? line : `${line} job.py`);
const stepOf = ({ line }: Input): string | undefined =>
  line === undefined
    ? undefined
    : JSON.stringify({ HadoopJarStep: { Jar: 'command-runner.jar', Args: wordsOf(line) } });
const listOf = ({ configurations }: Input): string | undefined =>
  configurations === undefined ? undefined : JSON.stringify(configurations);

/** Settings of a command that has no other options, a line each. */
function propertiesOf({ line = '' }: Input): string | undefined {
  const words = shellWords(line).filter((word) => !/\.(py|jar)$/.test(word));
  const settings = words.filter((_, i) => i % 2 === 1);
  const isConf = words.length > 0 && words.every((word, i) => i % 2 === 1 || word === '--conf');
  return isConf && settings.every((one) => one.includes('=')) ? `${settings.join('\n')}\n` : undefined;
}

const FORMS: Readonly<Record<string, Form>> = {
  'script.sh': ({ line }, comment) => line && `${comment}\nspark-submit ${withApplication(line)}\n`,
  'steps.py': (input, comment) => stepOf(input) && `steps = [${stepOf(input)}]  ${comment}\n`,
  'steps.yaml': (input, comment) => stepOf(input) && `${comment}\nSteps:\n- ${stepOf(input)}\n`,
  'step.tf': ({ line }, comment) =>
    line &&
    `${comment}\nstep {\n  hadoop_jar_step {\n    args = ${JSON.stringify(wordsOf(line)).replaceAll('${', '$${')}\n  }\n}\n`,
  'cell.txt': ({ line }, comment) => line && `%%bash\n${comment}\nspark-submit ${withApplication(line)}\n`,
  'spark-defaults.conf': (input, comment) => propertiesOf(input) && `${comment}\n${propertiesOf(input)}`,
  'configurations.yaml': (input, comment) => listOf(input) && `${comment}\nConfigurations: ${listOf(input)}\n`,
  'configurations.py': (input, comment) => listOf(input) && `configurations = ${listOf(input)}  ${comment}\n`,
  'configurations.tf': (input, comment) =>
    listOf(input) && `# x\nconfigurations_json = jsonencode(${listOf(input)}) ${comment}\n`,
};

const flagsOf = ({ release = 'emr-7.9.0', nodes, primary, calculator }: NonNullable<Input['options']>): string[] => [
  ...['--release', release],
  ...(nodes === undefined ? [] : ['--core', nodes]),
  ...(primary === undefined ? [] : ['--primary', primary]),
  ...(calculator === undefined ? [] : ['--calculator', calculator]),
];

const comment = (id: string): string => `# emr-autotune-ignore: ${id} it is meant`;

/** Examples by the flags with which they are linted: one call of lint judges all of them. */
const BY_FLAGS = new Map<string, Example[]>();
for (const example of EXAMPLES) {
  const { options } = example.wrong;
  if (options === undefined || options.beneath !== undefined) continue;
  const flags = flagsOf(options).join(' ');
  BY_FLAGS.set(flags, [...(BY_FLAGS.get(flags) ?? []), example]);
}

describe.each(Object.keys(FORMS))('in %s', (name) => {
  test('a comment suppresses the finding of every rule', async () => {
    const form = FORMS[name];
    let suppressed = 0;
    for (const [flags, examples] of BY_FLAGS) {
      const texts = examples.flatMap(({ id, wrong }) => {
        const [bare, commented] = [form?.(wrong, '# none'), form?.(wrong, comment(id))];
        return bare && commented ? [{ id, bare, commented }] : [];
      });
      if (texts.length === 0) continue;
      const fileOf = (i: number): string => `${i}-${name}`;
      const names = texts.map((_, i) => fileOf(i));
      const filesWith = (text: 'bare' | 'commented') =>
        Object.fromEntries(texts.map((one, i) => [fileOf(i), one[text]]));
      const told = await lint([...flags.split(' '), ...names], filesWith('bare'));
      const { findings } = await lint([...flags.split(' '), ...names], filesWith('commented'));
      texts.forEach(({ id }, i) => {
        const has = (one: { file?: string; id: string }, wanted: string) => one.file === fileOf(i) && one.id === wanted;
        if (!told.findings.some((one) => has(one, id))) return;
        suppressed += 1;
        const left = findings.filter((one) => has(one, id) || has(one, 'suppression-unused'));
        expect(left.map((one) => `${one.id} for ${id}`)).toEqual([]);
      });
    }
    expect(suppressed).toBeGreaterThan(name.startsWith('configurations') ? 4 : 20);
  });
});

describe.each([['--spark-defaults'], ['--properties-file']])('in the file of %s', (flag) => {
  test('a comment is used that the file by itself has a finding for, whatever the command says', async () => {
    let used = 0;
    for (const { id, wrong } of EXAMPLES) {
      const text = FORMS['spark-defaults.conf']?.(wrong, comment(id));
      if (!text) continue;
      const flags = flagsOf(wrong.options ?? {});
      const alone = await lint([...flags, 'f.conf'], { 'f.conf': text });
      if (alone.ids.includes('suppression-unused')) continue;
      used += 1;
      const words = flag === '--spark-defaults' ? ['--spark-defaults', 'f.conf', '--'] : ['--'];
      const submit = ['spark-submit', ...(flag === '--spark-defaults' ? [] : [flag, 'f.conf']), 'job.jar'];
      const { ids } = await lint([...flags, ...words, ...submit], { 'f.conf': text });
      expect(ids.filter((one) => one === id || one === 'suppression-unused').map((one) => `${one} for ${id}`)).toEqual(
        [],
      );
    }
    expect(used).toBeGreaterThan(20);
  });

  test.each([
    ['spark.executor.memroy 4g', 'misspelt-key'],
    ['spark.acme.ledger 4', 'unknown-key'],
    ['fs.s3.maxRetries 9', 'dropped-key'],
    ['spark.shuffle.memoryFraction 0.2', 'removed-key'],
    ['spark.cores.max 9', 'not-on-yarn'],
  ])('the key of %s is judged as its value is', async (text, id) => {
    const words = flag === '--spark-defaults' ? ['--spark-defaults', 'f.conf', '--'] : ['--'];
    const submit = ['spark-submit', ...(flag === '--spark-defaults' ? [] : [flag, 'f.conf']), 'job.jar'];
    const { findings } = await lint([...words, ...submit], { 'f.conf': `\n${text}\nspark.app.name x\n` });
    expect(findings.find((one) => one.id === id)).toMatchObject({ file: 'f.conf', line: 2 });
  });
});
