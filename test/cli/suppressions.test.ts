import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lint } from './lint-files';
import { cli } from './support';

const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-suppressions-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function findings(comments: string, flags = ''): Promise<string[]> {
  const path = join(folder, 'spark-defaults.conf');
  writeFileSync(path, `${comments}\nspark.executor.memroy 4g\nspark.acme.ledger 1\nspark.acme.store 2\n`);
  const { out } = await cli(`lint --json ${flags} ${path}`);
  const { findings: found } = JSON.parse(out) as { findings: { id: string; key?: string; where: string }[] };
  return found.map(({ id, key, where }) => `${id} ${key ?? where}`);
}

const ALL = ['misspelt-key spark.executor.memroy', 'unknown-key spark.acme.ledger', 'unknown-key spark.acme.store'];

describe('findings that are not to count', () => {
  test('a comment with a reason suppresses a finding of its file', async () => {
    expect(await findings('# emr-autotune-ignore: unknown-key the ledger library reads them')).toEqual([ALL[0]]);
  });

  test('or that of one setting', async () => {
    const comment = '# emr-autotune-ignore: unknown-key:spark.acme.ledger the ledger library reads it';
    expect(await findings(comment)).toEqual([ALL[0], ALL[2]]);
  });

  test('without a reason it suppresses nothing, and is told', async () => {
    expect(await findings('# emr-autotune-ignore: unknown-key')).toEqual([...ALL, 'suppression-without-reason line 1']);
  });

  test('one that the file does not need is told, and so is one that names no finding', async () => {
    const comments = '# emr-autotune-ignore: unit-trap meant\n# emr-autotune-ignore: unknown-kye they are ours';
    expect(await findings(comments)).toEqual([...ALL, 'suppression-unused line 1', 'suppression-unused line 2']);
  });

  test('--ignore needs no reason, and holds for one setting where one is named', async () => {
    expect(await findings('', '--ignore unknown-key --ignore misspelt-key')).toEqual([]);
    expect(await findings('', '--ignore unknown-key:spark.acme.store')).toEqual([ALL[0], ALL[1]]);
  });

  test('--ignore with a key that no finding has is told, one for all settings is not', async () => {
    expect(await findings('', '--ignore unknown-key:spark.acme.legder --ignore unit-trap')).toEqual([
      ...ALL,
      'suppression-unused --ignore unknown-key:spark.acme.legder',
    ]);
    expect(await findings('', '--ignore unit-trap:spark.x --ignore suppression-unused')).toEqual(ALL);
  });

  test('--ignore refuses an empty key', async () => {
    const { code, err } = await cli('lint --ignore bad-value: -- spark-submit job.py');
    expect([code, err]).toEqual([2, expect.stringContaining('needs the key of a setting')]);
  });

  test('--ignore refuses what is not the id of a finding, with the nearest', async () => {
    const { code, err } = await cli('lint --ignore unknown-kye -- spark-submit job.py');
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean unknown-key?')]);
  });
});

const BAD = 'spark-submit --executor-memory 4gx x.py';
const COMMENT = '# emr-autotune-ignore: bad-value it is meant';
const STEP =
  '{"HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "--executor-memory", "4gx", "x.py"]}}';
const CLASSIFICATIONS =
  'Resources:\n  C:\n    Type: AWS::EMR::Cluster\n    Properties:\n      ReleaseLabel: emr-7.1.0\n      Configurations:\n        - Classification: spark-defaults\n          ConfigurationProperties:\n            spark.executor.memory: 4gx';
const TERRAFORM = `step {\n  hadoop_jar_step {\n    args = ["spark-submit", "--executor-memory", "4gx", "x.py"]`;

describe('a comment of each form suppresses', () => {
  test.each([
    ['a script', 'a.sh', `${COMMENT}\n${BAD}\n`],
    ['a script, behind a command', 'a.sh', `${BAD} ${COMMENT}\n`],
    ['a script, in a substitution', 'a.sh', `X=$(true ${COMMENT}\n${BAD})\n`],
    ['properties', 'a.conf', `spark.executor.memory 4gx\n! emr-autotune-ignore: bad-value it is meant\n`],
    ['YAML', 'a.yaml', `${CLASSIFICATIONS} ${COMMENT}\n`],
    ['YAML, before everything', 'a.yaml', `${COMMENT}\n${CLASSIFICATIONS}\n`],
    ['Python', 'a.py', `import x\nf(steps=[${STEP}])  ${COMMENT}\n`],
    ['Terraform', 'a.tf', `${TERRAFORM} ${COMMENT}\n  }\n}\n`],
    ['Terraform by //', 'a.tf', `// emr-autotune-ignore: bad-value it is meant\n${TERRAFORM}\n  }\n}\n`],
    ['Terraform, between', 'a.tf', `/* emr-autotune-ignore: bad-value it is meant */\n${TERRAFORM}\n  }\n}\n`],
    ['Terraform, behind an expression', 'a.tf', `x = a ? b : c ${COMMENT}\n${TERRAFORM}\n  }\n}\n`],
    [
      '%%configure',
      'a.txt',
      '%%configure\n{"executorMemory": "4gx", # emr-autotune-ignore: bad-value it is meant\n"kind": "pyspark"}\n',
    ],
  ])('%s', async (_, name, text) => {
    const { code, ids } = await lint([name], { [name]: text });
    expect([code, ids.filter((id) => /bad-value|suppression/.test(id))]).toEqual([0, []]);
  });
});

describe('text that is no comment suppresses nothing', () => {
  test.each([
    ['a text that a script writes', 'a.sh', `cat <<EOF > other.conf\n${COMMENT}\nEOF\n${BAD}\n`],
    ['a string of a script', 'a.sh', `echo '${COMMENT}'\n${BAD}\n`],
    ['a docstring', 'a.py', `"""\n${COMMENT}\n"""\nf(steps=[${STEP}])\n`],
    ['a value of JSON', 'a.json', `{"Comment": "x ${COMMENT}", "Steps": [${STEP}]}\n`],
    ['a value of YAML', 'a.yaml', `${CLASSIFICATIONS}\n      Name: "x ${COMMENT}"\n`],
    ['a block of YAML', 'a.yaml', `${CLASSIFICATIONS}\n      Name: |\n        ${COMMENT}\n`],
    ['a string of Terraform', 'a.tf', `x = "${COMMENT}"\n${TERRAFORM}\n  }\n}\n`],
    ['a heredoc of Terraform', 'a.tf', `x = <<EOF\n${COMMENT}\nEOF\n${TERRAFORM}\n  }\n}\n`],
    ['a continued value', 'a.conf', `spark.app.name a\\\n${COMMENT}\nspark.executor.memory 4gx\n`],
  ])('%s', async (_, name, text) => {
    const { ids } = await lint([name], { [name]: text });
    expect(ids.filter((id) => /bad-value|suppression/.test(id))).toEqual(['bad-value']);
  });
});

describe('a finding beneath a command stands in its own file, and is suppressed there alone', () => {
  const VALUE = 'spark.executor.cores 4x\n';

  test('a comment of --spark-defaults leaves findings of the command', async () => {
    const files = { 'sd.conf': `${COMMENT}\n${VALUE}` };
    const { findings: found } = await lint(['--spark-defaults', 'sd.conf', '--', ...BAD.split(' ')], files);
    expect(found.filter(({ id }) => /bad-value|suppression/.test(id))).toMatchObject([
      { id: 'bad-value', where: '--executor-memory' },
    ]);
  });

  test('without it the finding names file and line of --spark-defaults', async () => {
    const { findings: found } = await lint(['--spark-defaults', 'sd.conf', '--', 'spark-submit', 'x.py'], {
      'sd.conf': `\n${VALUE}`,
    });
    expect(found).toContainEqual(expect.objectContaining({ id: 'bad-value', file: 'sd.conf', line: 2 }));
  });

  test('a properties file beside the script, by its path', async () => {
    const script = { 'sub/s.sh': 'spark-submit --properties-file p.conf x.py\n' };
    const told = await lint(['sub/s.sh'], { ...script, 'sub/p.conf': `\n${VALUE}` });
    expect(told.findings).toContainEqual(expect.objectContaining({ id: 'bad-value', file: 'sub/p.conf', line: 2 }));
    const suppressed = await lint(['sub/s.sh'], { ...script, 'sub/p.conf': `${COMMENT}\n${VALUE}` });
    expect(suppressed.ids.filter((id) => /bad-value|suppression/.test(id))).toEqual([]);
  });

  test('a file that two commands name has its comments once', async () => {
    const line = 'spark-submit --properties-file p.conf x.py\n';
    const { ids } = await lint(['s.sh'], { 's.sh': line + line, 'p.conf': `${COMMENT}\nspark.executor.cores 4\n` });
    expect(ids.filter((id) => /bad-value|suppression/.test(id))).toEqual(['suppression-unused']);
  });

  test('a cluster beneath a step of the same file has its lines', async () => {
    const document = {
      ReleaseLabel: 'emr-7.1.0',
      Instances: { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 2 }] },
      Configurations: [{ Classification: 'spark-defaults', Properties: { 'spark.executor.memory': '40g' } }],
      Steps: [{ HadoopJarStep: { Args: ['spark-submit', '--executor-cores', '4', 'x.py'] } }],
    };
    const text = JSON.stringify(document, undefined, 1);
    const line = text.split('\n').findIndex((row) => row.includes('40g')) + 1;
    const { findings: found } = await lint(['flow.json'], { 'flow.json': text });
    expect(found.filter(({ key }) => key === 'spark.executor.memory').map((one) => one.line)).toEqual(
      expect.arrayContaining([line]),
    );
    expect(found.filter((one) => one.line === undefined && one.where.startsWith('classification'))).toEqual([]);
  });
});
