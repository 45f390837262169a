import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';

/** What is found where in a file, as `line id`. */
async function found(name: string, text: string): Promise<string[]> {
  const { findings } = await lint([name], { [name]: text });
  return findings.filter(({ id }) => /misspelt|bad-value|out-of-range/.test(id)).map(({ id, line }) => `${line} ${id}`);
}

describe('every part of an input is read', () => {
  test.each([
    [
      'two documents that one command is given',
      'run.sh',
      `aws emr-containers start-job-run --job-driver '{"sparkSubmitJobDriver":{"entryPoint":"s3://b/x.py","sparkSubmitParameters":"--conf spark.executor.cores=0"}}' --configuration-overrides '{"applicationConfiguration":[{"classification":"spark-defaults","properties":{"spark.driver.memory":"4gx"}}]}'\n`,
      ['1 bad-value', '1 out-of-range'],
    ],
    [
      'data in several words of any other command',
      'run.sh',
      `post '{"sparkSubmitParameters":"--conf spark.executor.cores=0"}' '[{"Classification":"spark-defaults","Properties":{"spark.driver.memory":"4gx"}}]'\n`,
      ['1 bad-value', '1 out-of-range'],
    ],
    [
      'a dynamic block of Terraform',
      'm.tf',
      'resource "aws_emr_cluster" "c" {\n  dynamic "step" {\n    for_each = var.s\n    content {\n      hadoop_jar_step {\n        args = ["spark-submit", "--executor-memroy", "4g", "x.py"]\n      }\n    }\n  }\n}\n',
      ['6 misspelt-flag'],
    ],
    [
      'a request to Livy with headers',
      'r.http',
      'POST /batches HTTP/1.1\nHost: x\nContent-Type: application/json\n\n{"file": "x.py", "conf": {"spark.executor.memroy": "1g"}}\n',
      ['5 misspelt-key'],
    ],
    [
      'scripts of a workflow, in a block and in a line',
      'w.yaml',
      'jobs:\n  x:\n    steps:\n      - run: |\n          set -e\n          spark-submit --executor-memroy 4g x.py\n      - run: aws emr add-steps --cluster-id j-1 --steps Type=Spark,Args=[--executor-memroy,4g,x.py]\n',
      ['6 misspelt-flag', '7 misspelt-flag'],
    ],
    [
      'a command as a string beside one as a list',
      'c.json',
      '{"a": {"command": "spark-submit --executor-memroy 4g x.py"},\n"b": {"command": ["spark-submit", "--executor-memroy", "5g", "x.py"]}}',
      ['1 misspelt-flag', '2 misspelt-flag'],
    ],
    [
      'what a tool adds to the fields of a cluster',
      'runner.conf',
      'runners:\n  emr:\n    release_label: emr-6.9.0\n    emr_configurations:\n    - Classification: spark-defaults\n      Properties:\n        spark.executor.memory: 20 GB\n    jobconf:\n      spark.executor.memroy: 4g\n',
      ['7 bad-value', '9 misspelt-key'],
    ],
  ])('%s', async (_, name, text, expected) => {
    expect((await found(name, text)).sort()).toEqual(expected);
  });

  test('arguments that an expression gives are not known, rather than missing', async () => {
    const step = { HadoopJarStep: { Jar: 'command-runner.jar', 'Args.$': "States.Array('spark-submit')" } };
    const other = { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', 'x.py'] } };
    const { unread } = await lint(['s.json'], { 's.json': JSON.stringify({ Steps: [step, other] }) });
    expect(unread).toMatchObject([{ where: 'step 1', reason: 'its arguments are known only when it runs' }]);
  });

  test('values of classifications that a parameter gives are named', async () => {
    const text =
      'Resources:\n  C:\n    Type: AWS::EMR::Cluster\n    Properties:\n      Configurations:\n        - Classification: spark-defaults\n          ConfigurationProperties:\n            spark.executor.memory: !Ref Memory\n';
    const { code, passedOver } = await lint(['c.yaml'], { 'c.yaml': text });
    expect(code).toBe(0);
    expect(passedOver).toMatchObject([
      { line: 8, reason: 'known only at deployment, so not judged: spark.executor.memory' },
    ]);
  });
});
