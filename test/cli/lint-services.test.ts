import { describe, expect, test } from 'vitest';
import { lint } from './lint-files';
import { call } from './support';

/** What is found where in a file, as `line id key`. */
async function found(name: string, text: string): Promise<string[]> {
  const { findings } = await lint([name], { [name]: text });
  return findings.map(({ line, id, key }) => `${line} ${id} ${key}`).sort();
}

describe('Spark that runs elsewhere than on EMR on EC2', () => {
  test.each([
    [
      'a resource of the Spark operator: its driver, executors and dynamic allocation are settings too',
      'app.yaml',
      'kind: SparkApplication\nspec:\n  sparkConf:\n    spark.kubernetes.allocation.batch.size: "10"\n  driver:\n    memory: 2gx\n  executor:\n    cores: 0\n    instances: 2\n    memory: 4 GB\n  dynamicAllocation:\n    enabled: true\n    minExecutors: 9\n    maxExecutors: 3\n',
      [
        '10 bad-value spark.executor.memory',
        '13 min-above-max spark.dynamicAllocation.minExecutors',
        '6 bad-value spark.driver.memory',
        '8 out-of-range spark.executor.cores',
      ],
    ],
    [
      'a scheduled one, by the Spark that it names',
      'app.yaml',
      'kind: ScheduledSparkApplication\nspec:\n  template:\n    sparkVersion: 2.4.5\n    sparkConf:\n      spark.sql.adaptive.coalescePartitions.enabled: "true"\n    executor:\n      memory: 4gx\n',
      ['6 too-new-key spark.sql.adaptive.coalescePartitions.enabled', '8 bad-value spark.executor.memory'],
    ],
    [
      'a spark-submit task of Databricks and the settings of its cluster',
      'job.json',
      '{"new_cluster": {"spark_version": "13.3.x", "spark_conf":\n{"spark.executor.memory": "4gx", "spark.databricks.io.cache.enabled": "true"}},\n"spark_submit_task": {"parameters": ["--executor-memroy", "4g", "x.jar"]}}',
      ['2 bad-value spark.executor.memory', '3 misspelt-flag undefined'],
    ],
    [
      'properties of Dataproc, in words and in data',
      'run.sh',
      "gcloud dataproc jobs submit pyspark x.py --properties=^#^spark.executor.memory=4gx#spark.executor.cores=0\ngcloud dataproc clusters create c --properties 'spark:spark.executor.cores=0,yarn:a.b=1'\n",
      [
        '1 bad-value spark.executor.memory',
        '1 out-of-range spark.executor.cores',
        '2 out-of-range spark.executor.cores',
      ],
    ],
    [
      'settings of Glue, of which the first --conf is a key',
      'glue.tf',
      'resource "aws_glue_job" "j" {\n  default_arguments = {\n    "--conf" = "spark.executor.memory=4gx --conf spark.executor.cores=0"\n  }\n}\n',
      ['3 bad-value spark.executor.memory', '3 out-of-range spark.executor.cores'],
    ],
    [
      'jobs of EMR on EKS and EMR Serverless, each by the release that it names',
      'run.sh',
      `aws emr-containers start-job-run --release-label emr-5.36.0-latest --job-driver '{"sparkSubmitJobDriver":{"entryPoint":"x.py","sparkSubmitParameters":"--conf spark.sql.adaptive.coalescePartitions.enabled=true --conf spark.kubernetes.namespace=a"}}'\naws emr-serverless create-application --release-label emr-7.9.0 --runtime-configuration '[{"classification":"spark-defaults","properties":{"spark.executor.cores":"0","spark.emr-serverless.driver.disk":"20g"}}]'\n`,
      ['1 too-new-key spark.sql.adaptive.coalescePartitions.enabled', '2 out-of-range spark.executor.cores'],
    ],
    [
      'a job of EMR on EKS as a resource, its overrides by its own release',
      'job.yaml',
      'kind: JobRun\nspec:\n  releaseLabel: emr-5.36.0-latest\n  jobDriver:\n    sparkSubmitJobDriver:\n      sparkSubmitParameters: --conf spark.executor.cores=0\n  configurationOverrides:\n    - classification: spark-defaults\n      properties:\n        spark.sql.adaptive.coalescePartitions.enabled: "true"\n',
      ['10 too-new-key spark.sql.adaptive.coalescePartitions.enabled', '6 out-of-range spark.executor.cores'],
    ],
    [
      'options in a variable beside a request, and settings beside those of others',
      'env.json',
      '{"PYSPARK_SUBMIT_ARGS": "--executor-memory 4gx pyspark-shell",\n"conf": {"spark.executor.memroy": "4g"},\n"others": {"app.name": "x", "spark.executor.cores": "0"}}',
      [
        '1 bad-value spark.executor.memory',
        '2 misspelt-key spark.executor.memroy',
        '3 out-of-range spark.executor.cores',
      ],
    ],
    [
      'a job of Glue beside a cluster in one template',
      'stack.yaml',
      'Resources:\n  C:\n    Type: AWS::EMR::Cluster\n    Properties:\n      ReleaseLabel: emr-7.9.0\n  J:\n    Type: AWS::Glue::Job\n    Properties:\n      DefaultArguments:\n        "--conf": spark.executor.cores=0\n',
      ['10 out-of-range spark.executor.cores'],
    ],
  ])('%s', async (_, name, text, expected) => {
    expect(await found(name, text)).toEqual(expected);
  });

  test('what rests on YARN or on EMR is not judged there, and that is said', async () => {
    const text =
      'kind: SparkApplication\nspec:\n  sparkConf: {spark.yarn.queue: a}\n  executor: {cores: 64, instances: 900, memory: 900g}\n';
    const { findings, passedOver } = await lint(['a.yaml', '--core', 'm5.xlarge:2'], { 'a.yaml': text });
    expect(findings).toEqual([]);
    expect(passedOver).toMatchObject([{ where: 'the job', reason: expect.stringContaining('Kubernetes') }]);
  });

  test('what a template engine puts into an argument of an operator is not judged', async () => {
    const text = 'SparkSubmitOperator(application="x.py", executor_memory="{{ params.memory }}", executor_cores=4)\n';
    const { findings, passedOver } = await lint(['dag.py'], { 'dag.py': text });
    expect(findings.filter(({ id }) => id === 'bad-value')).toEqual([]);
    expect(passedOver[0]?.reason).toContain('--executor-memory');
  });
});

describe('a command of another service, with no name of a file to tell what it is', () => {
  const parameters = '{"sparkSubmit":{"entryPoint":"a.py","sparkSubmitParameters":"--conf spark.executor.cores=0"}}';

  test.each([
    ['EMR Serverless', `aws emr-serverless start-job-run --job-driver '${parameters}'`],
    ['Dataproc', 'gcloud dataproc jobs submit spark --jar a.jar --properties=spark.executor.cores=0'],
  ])('%s', async (service, command) => {
    for (const args of [[command], ['-']]) {
      const { code, out } = await call(['lint', ...args], { readFile: () => command });
      expect([code, out]).toEqual([1, expect.stringContaining('spark.executor.cores  out-of-range')]);
      expect(out).toContain(`it runs on ${service}, not on YARN`);
    }
  });

  test('its words', async () => {
    const words = 'gcloud dataproc clusters create c --properties=spark:spark.executor.cores=0'.split(' ');
    const { code, out } = await call(['lint', '--', ...words]);
    expect([code, out]).toEqual([1, expect.stringContaining('spark.executor.cores  out-of-range')]);
  });
});

describe('texts within texts', () => {
  test.each([
    [
      'classifications of YAML in a string of YAML',
      'job.yaml',
      'overrides: |\n  ApplicationConfiguration:\n    - Classification: spark-defaults\n      Properties:\n        spark.executor.cores: "0"\n',
      ['5 calculator-not-set undefined', '5 out-of-range spark.executor.cores'],
    ],
    [
      'classifications of JSON in a string of JSON',
      'input.json',
      JSON.stringify({
        input: JSON.stringify([{ Classification: 'spark-defaults', Properties: { 'spark.executor.cores': '0' } }]),
      }),
      ['1 calculator-not-set undefined', '1 out-of-range spark.executor.cores'],
    ],
    [
      'a spark-defaults.conf in a ConfigMap',
      'map.yaml',
      'data:\n  spark-defaults.conf: |\n    # sizes\n    spark.executor.cores 0\n    spark.executor.memory {{ .Values.memory }}\n',
      ['4 out-of-range spark.executor.cores'],
    ],
    [
      'a spark-defaults.conf that a script writes',
      'setup.sh',
      'cat > spark-defaults.conf <<EOF\nspark.executor.memory $MEMORY\nspark.executor.cores 0\nEOF\n',
      ['3 out-of-range spark.executor.cores'],
    ],
  ])('%s', async (_, name, text, expected) => {
    expect(await found(name, text)).toEqual(expected);
  });

  test('code that begins with spark. is not a spark-defaults.conf', async () => {
    const code = 'spark.sql("select 1")\nspark.conf.set("a", 1)\nspark.executor.cores = 4\n';
    const command = 'spark-submit x.py';
    const { findings } = await lint(['a.json'], { 'a.json': JSON.stringify({ code, command }) });
    expect(findings).toEqual([]);
  });

  test('statements of a template are not values, and the kind of a session is not a command', async () => {
    const text = JSON.stringify({
      kind: 'pyspark',
      executorMemory: '{% if big %}20g{% else %}10g{% endif %}',
      executorCores: 4,
    });
    const { findings, passedOver } = await lint(['a.json'], { 'a.json': text });
    expect(findings).toEqual([]);
    expect(passedOver.map(({ reason }) => reason)).toEqual([expect.stringContaining('--executor-memory')]);
  });

  test("Spark's factor of the overhead is not what holds on EMR anyway", async () => {
    const { findings } = await lint(['a.conf'], { 'a.conf': 'spark.executor.memoryOverheadFactor 0.1\n' });
    expect(findings).toEqual([]);
  });
});

describe('sentences that begin with the name of a command', () => {
  test.each([
    'spark-submit fails with an error of memory; see --conf',
    'pyspark and pandas are needed',
    'spark-sql tables are listed in the guide',
    'aws emr create-cluster costs money',
  ])('%s', async (sentence) => {
    const command = 'spark-submit --executor-cores 0 x.py';
    const { findings, passedOver } = await lint(['a.json'], { 'a.json': JSON.stringify({ sentence, command }) });
    expect(findings.map(({ id }) => id)).toEqual(['out-of-range']);
    expect(passedOver).toMatchObject([{ where: 'a string', reason: expect.stringContaining('neither an option') }]);
  });

  test.each([
    'spark-submit x.py',
    'spark-submit s3://b/x',
    'spark-submit \\\n  --executor-cores 4 x.py',
    'pyspark $OPTIONS',
  ])('%j is a command', async (command) => {
    const { passedOver } = await lint(['a.json'], { 'a.json': JSON.stringify({ command }) });
    expect(passedOver.filter(({ reason }) => reason.includes('neither an option'))).toEqual([]);
  });

  test('a message of Python is not a command, and what is added to one belongs to it', async () => {
    const text =
      'raise RuntimeError("spark-submit failed")\na = "spark-submit --executor-cores 0 " + script\nb = "spark-submit --executor-memory {} x.py".format(m)\n';
    const { findings, passedOver } = await lint(['a.py'], { 'a.py': text });
    expect(findings.map(({ line, id }) => `${line} ${id}`)).toEqual(['2 out-of-range']);
    expect(passedOver.map(({ line }) => line)).toEqual([1, 3]);
  });
});
