import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LintAnswer, lint } from './lint-files';

const file = (name: string, content: unknown): Promise<LintAnswer> =>
  lint([name], { [name]: typeof content === 'string' ? content : JSON.stringify(content, undefined, 2) });

/** A setting that a flag overrides: one finding, and no other. */
const ARGUMENTS =
  '--executor-memory 20g --conf spark.executor.memoryOverhead=4g --conf spark.executor.memory=16g job.py';
const COMMAND = `spark-submit ${ARGUMENTS}`;
const WORDS = COMMAND.split(' ');
const STEP = { Name: 'x', HadoopJarStep: { Jar: 'command-runner.jar', Args: WORDS } };
const HIVE = { Name: 'h', HadoopJarStep: { Jar: 'command-runner.jar', Args: ['hive-script', '--run-hive-script'] } };

describe('a command is found behind', () => {
  test.each([
    [`bash -c '${COMMAND}'`],
    [`bash -lc "${COMMAND}"`],
    [`sudo -u hadoop ${COMMAND}`],
    [`sudo -u hadoop bash -c '${COMMAND}'`],
    [`cd /home/hadoop && ${COMMAND}`],
    [`nohup ${COMMAND} > log 2>&1 &`],
    [`SPARK_HOME=/usr/lib/spark A=b ${COMMAND}`],
    [`env A=b timeout 2h ${COMMAND}`],
    [`su - hadoop -c "${COMMAND}"`],
    [`$ ${COMMAND}`],
    [`[hadoop@ip-EXAMPLE ~]$ ${COMMAND}`],
    [`/usr/lib/spark/bin/${COMMAND}`],
    [`$SPARK_HOME/bin/${COMMAND}`],
    [`X=$(${COMMAND})`],
  ])('%s', async (line) => {
    const { code, ids } = await lint([line]);
    expect([code, ids]).toEqual([1, ['beaten-by-flag']]);
  });

  test('words on the command line', async () => {
    expect((await lint(['--', 'bash', '-c', COMMAND])).ids).toEqual(['beaten-by-flag']);
    expect((await lint(['--', 'sudo', '-u', 'hadoop', ...WORDS])).ids).toEqual(['beaten-by-flag']);
  });

  test('the name of another program of Spark', async () => {
    const options = ARGUMENTS.replace(' job.py', '');
    for (const name of ['spark-shell', 'pyspark', 'spark-sql', '/usr/bin/spark-shell', 'spark2-shell']) {
      expect((await lint([`${name} ${options}`])).ids).toEqual(['beaten-by-flag']);
    }
    expect((await lint([`spark-sql -e 'select 1' ${options}`])).ids).toEqual(['beaten-by-flag']);
  });
});

describe('a script', () => {
  const script = `#!/bin/bash
# first the data
set -e
MEM=20g
hdfs dfs -mkdir /out
spark-submit \\
  --executor-memory $MEM \\
  --conf spark.executor.memoryOverhead=4g \\
  --conf spark.executor.memory=16g \\
  job.py
spark-submit $OPTIONS --deploy-mode cluster other.py
`;

  test('has its commands judged by file and line, and the rest named', async () => {
    const { code, findings, unread, passedOver } = await file('job.sh', script);
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      { id: 'beaten-by-flag', file: 'job.sh', line: 9, where: 'command 1: --conf no. 2' },
    ]);
    expect(unread).toMatchObject([{ where: 'command 2', line: 11 }]);
    expect(passedOver[0]?.reason).toBe('1 command is not Spark (hdfs)');
  });

  test.each([
    ['with the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', (text: string) => `﻿${text}`],
    ['without a name that tells', (text: string) => text],
  ])('%s reads the same', async (_, change) => {
    const { findings } = await file('job', change(script));
    expect(findings).toMatchObject([{ id: 'beaten-by-flag', line: 9 }]);
  });

  test('has options in a variable that no command takes judged as well', async () => {
    const { findings } = await file('env.sh', 'SPARK_OPTS="--executor-memory 4g --conf spark.executor.cores"\n');
    expect(findings.map(({ id }) => id)).toContain('conf-without-equals');
  });

  test('never ends with 0 where a part was not read', async () => {
    const { code, ids, unread } = await lint(['spark-submit $OPTIONS --deploy-mode cluster job.py']);
    expect([code, ids, unread.length]).toEqual([1, [], 1]);
  });
});

describe('the AWS CLI', () => {
  const shorthand = `Type=Spark,Name="a, b",ActionOnFailure=CONTINUE,Args=[--executor-memory,20g,--conf,spark.executor.memoryOverhead=4g,--conf,spark.executor.memory=16g,job.py,'x\\,y']`;

  test.each([
    ['shorthand', `aws emr add-steps --cluster-id j-1 --steps ${shorthand}`],
    [
      'shorthand behind another step',
      `aws emr add-steps --cluster-id j-1 --steps Type=Hive,Name=h,Args=[-f,s3://b/q] ${shorthand}`,
    ],
    [
      'a list in quotes',
      `aws --profile p emr add-steps --steps Type=spark,Args="[ '--executor-memory', '20g', --conf, spark.executor.memoryOverhead=4g, --conf, spark.executor.memory=16g, 'job.py' ]"`,
    ],
    ['JSON', `aws emr add-steps --steps '${JSON.stringify([{ Type: 'Spark', Args: WORDS.slice(1) }])}'`],
    [
      'a step that runs its own command',
      `aws emr add-steps --steps Type=CUSTOM_JAR,Jar=command-runner.jar,Args=[${WORDS.join(',')}]`,
    ],
    [
      'create-cluster',
      `aws emr create-cluster --release-label emr-7.1.0 --instance-type m5.xlarge --instance-count 3 --steps ${shorthand} --use-default-roles`,
    ],
  ])('%s', async (_, line) => {
    const { ids } = await lint([line]);
    expect(ids).toContain('beaten-by-flag');
  });

  test('create-cluster: release, groups and classifications are judged', async () => {
    const groups =
      'InstanceGroupType=MASTER,InstanceCount=1,InstanceType=m5.xlarge InstanceGroupType=CORE,InstanceCount=2,InstanceType=m5.xlarge';
    const configurations = JSON.stringify([
      { Classification: 'spark-defaults', Properties: { 'spark.executor.memory': '40g', 'spark.executor.cores': '4' } },
    ]);
    const { ids, release } = await lint([
      `aws emr create-cluster --release-label emr-6.3.0 --instance-groups ${groups} --configurations '${configurations}'`,
    ]);
    expect(ids).toContain('fits-no-node');
    expect(release).toBe('emr-6.3.0');
  });

  test('a file beside the script is read, one in the network is told', async () => {
    const files = {
      'a/run.sh': 'aws emr create-cluster --release-label emr-7.1.0 --configurations file://tuning.json',
    };
    const tuning = JSON.stringify([{ Classification: 'spark-defaults', Properties: { 'spark.executr.memory': '4g' } }]);
    expect((await lint(['a/run.sh'], { ...files, 'a/tuning.json': tuning })).ids).toContain('misspelt-key');
    const missing = await lint(['a/run.sh'], files);
    expect([missing.code, missing.unread.length]).toEqual([1, 1]);
    const network = await lint(['aws emr create-cluster --configurations https://b.s3.amazonaws.com/x.json']);
    expect(network.unread[0]?.reason).toContain('in the network');
  });
});

describe('steps of which some are not Spark', () => {
  test.each([
    [
      'ListSteps',
      {
        Steps: [
          { Config: { Jar: 'command-runner.jar', Args: WORDS } },
          { Config: { Jar: 'command-runner.jar', Args: ['hive-script'] } },
        ],
      },
    ],
    ['RunJobFlow', { ReleaseLabel: 'emr-7.1.0', Instances: {}, Steps: [HIVE, STEP] }],
    ['a list', [STEP, { Name: 'own', HadoopJarStep: { Jar: 's3://b/own.jar', Args: ['hunter2'] } }]],
    ['Step Functions', { Start: { Type: 'Task', Parameters: { ClusterId: 'j', Steps: [HIVE, STEP] } } }],
  ])('%s: they are named and passed over', async (_, content) => {
    const { code, ids, passedOver, unread } = await file('steps.json', content);
    expect([code, ids, passedOver.length, unread.length]).toEqual([1, ['beaten-by-flag'], 1, 0]);
    expect(JSON.stringify(passedOver)).not.toContain('hunter2');
  });

  test('a step by bash -c, and by script-runner', async () => {
    const steps = [
      { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['bash', '-c', `export A=b && ${COMMAND}`] } },
      {
        HadoopJarStep: {
          Jar: 's3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar',
          Args: ['/usr/bin/spark-submit', ...WORDS.slice(1)],
        },
      },
    ];
    expect((await file('steps.json', steps)).ids).toEqual(['beaten-by-flag', 'beaten-by-flag']);
  });

  test('are judged by the cluster that the document describes', async () => {
    const { findings, release } = await file('flow.json', {
      ReleaseLabel: 'emr-5.36.0',
      Instances: { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 2 }] },
      Steps: [
        {
          HadoopJarStep: {
            Jar: 'command-runner.jar',
            Args: [
              'spark-submit',
              '--conf',
              'spark.sql.adaptive.skewJoin.enabled=true',
              '--executor-memory',
              '40g',
              '--executor-cores',
              '4',
              'x.py',
            ],
          },
        },
      ],
    });
    expect(release).toBe('emr-5.36.0');
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['too-new-key', 'fits-no-node']));
    expect(findings.every(({ line }) => line !== undefined && line > 10)).toBe(true);
  });
});

describe('templates', () => {
  const yaml = `
Parameters:
  Memory: {Type: String}
Resources:
  Cluster:
    Type: AWS::EMR::Cluster
    Properties:
      ReleaseLabel: emr-6.3.0
      Instances:
        CoreInstanceGroup: {InstanceType: m5.xlarge, InstanceCount: !Ref Count}
      Configurations:
        - Classification: spark-defaults
          ConfigurationProperties:
            spark.executor.memroy: 4g
            spark.driver.memory: !Ref Memory
            spark.app.name: !Sub "\${AWS::StackName}-x"
            spark.executor.instances: 4
  Job:
    Type: AWS::EMR::Step
    Properties:
      JobFlowId: !Ref Cluster
      HadoopJarStep:
        Jar: command-runner.jar
        Args: [spark-submit, --executor-memory, !Ref Memory, --conf, spark.executor.cores=x, !Sub "s3://\${Bucket}/x.py"]
`;
  test('CloudFormation in YAML, with what is known only at deployment', async () => {
    const { findings, passedOver, release, unread } = await file('stack.yaml', yaml);
    expect(findings.filter(({ id }) => ['bad-value', 'misspelt-key'].includes(id))).toMatchObject([
      { id: 'misspelt-key', line: 14, instead: 'write spark.executor.memory' },
      { id: 'bad-value', line: 24 },
    ]);
    expect(findings.map(({ id }) => id)).not.toContain('property-not-text');
    expect([release, unread]).toEqual(['emr-6.3.0', []]);
    expect(passedOver.map(({ where }) => where)).toEqual(['group CORE', 'the step']);
  });

  test('CloudFormation in JSON', async () => {
    const { ids } = await file('stack.json', {
      Resources: {
        C: {
          Type: 'AWS::EMR::Cluster',
          Properties: {
            Instances: {},
            Configurations: [
              {
                Classification: 'spark-defaults',
                ConfigurationProperties: { 'spark.executor.memory': { Ref: 'M' }, 'spark.executor.cores': 'x' },
              },
            ],
          },
        },
        S: {
          Type: 'AWS::EMR::Step',
          Properties: {
            JobFlowId: { Ref: 'C' },
            HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', { 'Fn::Sub': 's3://x' }] },
          },
        },
      },
    });
    expect(ids).toContain('bad-value');
  });

  test('classifications that are a reference are told', async () => {
    const { code, unread } = await file(
      'stack.yaml',
      'Resources:\n  C:\n    Type: AWS::EMR::Cluster\n    Properties:\n      ReleaseLabel: emr-7.1.0\n      Configurations: !Ref X\n',
    );
    expect([code, unread.length]).toEqual([1, 1]);
  });

  test.each([
    [
      'a heredoc',
      'configurations_json = <<EOF\n  [{"Classification": "spark-defaults", "Properties": {"spark.executor.memroy": "$' +
        '{var.m}"}}]\n  EOF',
    ],
    [
      'jsonencode',
      'configurations_json = jsonencode([\n    { Classification = "spark-defaults", Properties = { "spark.executor.memroy" : var.m } }\n  ])',
    ],
    [
      'jsonencode with quoted names',
      'configurations_json = jsonencode([{"Classification": "spark-defaults", "Properties": {"spark.executor.memroy": "4g"}}])',
    ],
  ])('Terraform: %s', async (_, attribute) => {
    const text = `resource "aws_emr_cluster" "c" {\n  name = "x"\n  release_label = "emr-6.3.0"\n  ${attribute}\n  step {\n    hadoop_jar_step {\n      jar = "command-runner.jar"\n      args = ["spark-submit", "--conf", "spark.executor.cores=x", var.script]\n    }\n  }\n}\n`;
    const { ids, release } = await file('main.tf', text);
    expect(release).toBe('emr-6.3.0');
    expect(ids).toEqual(['misspelt-key', 'bad-value']);
  });
});

describe('Python', () => {
  test('steps of Airflow and boto3: literals are read, names that have one value stand for it', async () => {
    const { ids, unread, passedOver } = await file(
      'dag.py',
      `from airflow import DAG
MEM = "16g"
STEPS = [
    {
        "Name": "x",  # a comment
        "HadoopJarStep": {
            "Jar": "command-runner.jar",
            "Args": ["spark-submit", "--executor-memory", '20g', "--conf", f"spark.executor.memoryOverhead=4g",
                     "--conf", "spark.executor.memory=" + MEM, f"s3://{BUCKET}/job.py", password],
        },
    }
]
adder = EmrAddStepsOperator(task_id="a", steps=STEPS)
`,
    );
    expect([ids, unread, passedOver]).toEqual([['beaten-by-flag'], [], []]);
  });

  test.each([
    [
      'run_job_flow',
      `emr.run_job_flow(Name="x", ReleaseLabel="emr-7.1.0", Instances={}, Steps=[{"HadoopJarStep": {"Jar": "command-runner.jar", "Args": "${COMMAND}".split()}}])`,
    ],
    ['a string that is a command', `BashOperator(task_id="x", bash_command="${COMMAND}")`],
    ['a list of words', `subprocess.run(${JSON.stringify(WORDS)}, check=True)`],
    [
      'strings side by side',
      `subprocess.run("spark-submit --executor-memory 20g --conf spark.executor.memoryOverhead=4g "\n  "--conf spark.executor.memory=16g job.py", shell=True)`,
    ],
  ])('%s', async (_, text) => {
    expect((await file('job.py', `import x\n${text}\n`)).ids).toEqual(['beaten-by-flag']);
  });

  test('what stands where options stand and is not known is told', async () => {
    const { code, unread } = await file(
      'job.py',
      'subprocess.run(["spark-submit", *options, "--deploy-mode", "cluster", "x.py"])\n',
    );
    expect([code, unread.length]).toEqual([1, 1]);
  });

  test('nothing of it is evaluated', async () => {
    const { code, err } = await file('job.py', 'import os\nos.system("rm -rf " + hunter2)\n');
    expect(code).toBe(2);
    expect(err).not.toContain('hunter2');
  });
});

describe('Livy, notebooks and single objects', () => {
  test.each([
    [
      'a batch of Livy',
      'batch.json',
      { file: 's3://b/x.py', executorMemory: '20g', conf: { 'spark.executor.cores': 'x' } },
    ],
    ['%%configure', 'cell.txt', '%%configure -f\n{"conf": {"spark.executor.cores": "x"}}'],
    ['%%spark config', 'cell.txt', '%%spark config\n{"spark.executor.cores": "x"}'],
    [
      'a notebook',
      'n.ipynb',
      {
        nbformat: 4,
        cells: [
          { cell_type: 'markdown', source: ['spark-submit'] },
          { cell_type: 'code', source: ['%%configure -f\n', '{"conf": {"spark.executor.cores": "x"}}'] },
        ],
      },
    ],
    [
      'a cell that runs a command',
      'n.ipynb',
      { nbformat: 4, cells: [{ cell_type: 'code', source: '!spark-submit --conf spark.executor.cores=x a.py' }] },
    ],
    ['curl', 'c.sh', `curl -X POST --data '{"file": "x.py", "conf": {"spark.executor.cores": "x"}}' host:8998/batches`],
    [
      'one classification',
      'one.json',
      { Classification: 'spark-defaults', Properties: { 'spark.executor.cores': 'x' } },
    ],
    [
      'classifications in YAML',
      'c.yaml',
      '- Classification: spark-defaults\n  Properties:\n    spark.executor.cores: x\n',
    ],
    [
      'job parameters of EMR on EKS',
      'job.json',
      { sparkSubmitJobDriver: { entryPoint: 'x.py', sparkSubmitParameters: '--conf spark.executor.cores=x' } },
    ],
  ])('%s', async (_, name, content) => {
    expect((await file(name, content)).ids).toContain('bad-value');
  });
});

describe('words that spark-submit does not take as they are meant', () => {
  test.each([
    [
      'spark-submit s3://b/x.py --executor-memory 20g --executor-cores 4',
      ['option-after-application', 'option-after-application'],
    ],
    ['spark-submit x.jar --conf spark.executor.memory=4g in out', ['option-after-application']],
    ['spark-submit x.py --name a --input b --output c', []],
    ['spark-submit —deploy-mode cluster x.py', ['pasted-dash']],
    ['spark-submit –-deploy-mode cluster x.py', ['pasted-dash']],
    ['spark-submit −−deploy-mode cluster x.py', ['pasted-dash']],
    ['spark-submit —conf=spark.executor.cores=2 x.py', ['pasted-dash']],
    ['spark-submit --deploy-mod cluster x.py', ['misspelt-flag']],
    ['spark-submit --deploy_mode cluster x.py', ['misspelt-flag']],
    ['spark-submit --wholly-unknown y x.py', ['unknown-flag']],
    ['spark-submit --deploy-mode cluster', ['incomplete-command']],
    ['spark-submit --deploy-mode', ['incomplete-command', 'incomplete-command']],
  ])('%s', async (line, ids) => {
    expect((await lint([line])).ids).toEqual(ids);
  });

  test('the option to write is named', async () => {
    const instead = async (line: string): Promise<string | undefined> => (await lint([line])).findings[0]?.instead;
    expect(await instead('spark-submit --executor-memroy 20g x.py')).toBe('write --executor-memory');
    expect(await instead('spark-submit --num-executor 20 x.py')).toBe('write --num-executors');
    expect(await instead('spark-submit —executor-memory 20g x.py')).toBe('write --executor-memory with plain hyphens');
  });

  test('a key twice in a file, and a flag twice: the last wins, and it is said', async () => {
    const twice = await file(
      'c.json',
      '[{"Classification": "spark-defaults", "Properties": {\n"spark.executor.cores": "2",\n"spark.executor.cores": "3"}}]',
    );
    expect(twice.findings.slice(0, 1)).toMatchObject([
      { id: 'key-twice', key: 'spark.executor.cores', line: 2, message: expect.stringContaining('line 3') },
    ]);
    expect((await lint(['spark-submit --conf spark.executor.cores=2 --conf spark.executor.cores=3 x.py'])).ids).toEqual(
      ['beaten-by-later'],
    );
    expect((await lint(['--core', 'm5.xlarge:2', '--core', 'm5.xlarge:3', 'spark-submit x.py'])).err).toContain(
      '--core is given more than once',
    );
  });
});

describe('several inputs', () => {
  test('are judged together, each finding with its file', async () => {
    const files = {
      'a.json': JSON.stringify([{ Classification: 'spark-defaults', Properties: { 'spark.executr.cores': '2' } }]),
      'b.sh': COMMAND,
      '/dev/stdin': 'spark.executor.cores x\n',
    };
    const { findings } = await lint(['a.json', 'b.sh', '-'], files);
    expect(findings.map(({ id, file: name }) => [id, name])).toEqual([
      ['misspelt-key', 'a.json'],
      ['beaten-by-flag', 'b.sh'],
      ['bad-value', 'standard input'],
    ]);
  });

  test('of which one cannot be read never end with 0', async () => {
    const { code, unread } = await lint(['a.sh', 'b.txt'], { 'a.sh': 'spark-submit x.py', 'b.txt': 'hunter2' });
    expect([code, unread]).toEqual([
      1,
      [{ file: 'b.txt', where: 'the file', reason: 'it is none of the forms that lint reads' }],
    ]);
  });
});

test('secrets are not repeated, wherever they stand', async () => {
  const secret = 'hunter2';
  const inputs = [
    `spark-submit --conf spark.acme.password=${secret} x.py ${secret}`,
    `spark-submit --${secret} x.py`.replace(`--${secret}`, `--conf ${secret}`),
    `aws emr add-steps --steps Type=Spark,Args=[${secret}`,
    `[{"Classification": "spark-defaults", "Properties": {"a": "${secret}",}}]`,
    `%%configure\n{"conf": {"a": ${secret}}}`,
    `${secret} --executor-memory 4g`,
    `steps: [${secret}`,
    `export TOKEN=${secret}\n${secret} x\nspark-submit x.py --token ${secret}`,
    `import x\ny = {"a": "${secret}"`,
  ];
  for (const text of inputs) {
    for (const name of ['x', 'x.sh', 'x.json', 'x.yaml', 'x.py', 'x.tf']) {
      const answer = await file(name, text);
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  }
});

test('the page of lint says what is read', () => {
  const page = readFileSync(`${__dirname}/../../docs/lint.md`, 'utf8');
  for (const form of [
    'bash -c',
    'add-steps',
    'create-cluster',
    'CloudFormation',
    'Terraform',
    'Airflow',
    'Livy',
    '%%configure',
    '.ipynb',
  ]) {
    expect(page).toContain(form);
  }
});
