import { describe, expect, test } from 'vitest';
import { COMMAND, type LintAnswer, lint, lintFile, WORDS } from './lint-files';

describe('Python', () => {
  test('steps of Airflow and boto3: literals are read, names that have one value stand for it', async () => {
    const { ids, unread, passedOver } = await lintFile(
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
    expect((await lintFile('job.py', `import x\n${text}\n`)).ids).toEqual(['beaten-by-flag']);
  });

  test('what stands where options stand and is not known is told', async () => {
    const { code, unread } = await lintFile(
      'job.py',
      'subprocess.run(["spark-submit", *options, "--deploy-mode", "cluster", "x.py"])\n',
    );
    expect([code, unread.length]).toEqual([1, 1]);
  });

  test('nothing of it is evaluated', async () => {
    const { code, err } = await lintFile('job.py', 'import os\nos.system("rm -rf " + hunter2)\n');
    expect(code).toBe(2);
    expect(err).not.toContain('hunter2');
  });
});

const python = (text: string): Promise<LintAnswer> => lint(['job.py'], { 'job.py': `import subprocess\n${text}\n` });

const UNREAD = 'a variable or reference stands where options stand; options in it are not judged';
const ARGS = 'ARGS = ["spark-submit", "--deploy-mode", "cluster"]';
const RUN = 'subprocess.run(ARGS)';
const ADDED = '["--executor-cores", "0", "x.py"]';

describe('a literal that the source adds to is judged as a whole', () => {
  test.each([
    ['+=', `${ARGS}\nARGS += ${ADDED}\n${RUN}`],
    ['extend', `${ARGS}\nARGS.extend(${ADDED})\n${RUN}`],
    ['append', `${ARGS}\nARGS.append("--executor-cores")\nARGS.append("0")\nARGS.append("x.py")\n${RUN}`],
    ['a sum of itself', `${ARGS}\nARGS = ARGS + ${ADDED}\n${RUN}`],
    ['in a function', `def f():\n    ${ARGS}\n    ARGS += ${ADDED}\n    ${RUN}`],
    ['with its type', `${ARGS.replace('ARGS', 'ARGS: list')}\nARGS += ${ADDED}\n${RUN}`],
    [
      'steps',
      `STEPS = []\nSTEPS.append({"HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "--deploy-mode", "cluster"] + ${ADDED}}})\nf(Steps=STEPS)`,
    ],
    ['a string', `C = "spark-submit --deploy-mode cluster"\nC += " --executor-cores 0 x.py"\nos.system(C)`],
    ['a key', `CONF = {"spark.executor.cores": "4"}\nCONF["spark.executor.cores"] = "0"\nf(conf=CONF)`],
  ])('%s', async (_, text) => {
    const { ids, unread } = await python(text);
    expect([ids, unread]).toEqual([['out-of-range'], []]);
  });
});

describe('what is not sure to be added is told', () => {
  test.each([
    ['a branch', `${ARGS}\nif x:\n    ARGS += ${ADDED}\n${RUN}`],
    ['a loop', `${ARGS}\nfor one in many:\n    ARGS.append(one)\n${RUN}`],
    ['an unknown list', `${ARGS}\nARGS += others\n${RUN}`],
    ['an insertion', `${ARGS}\nARGS.insert(1, x)\n${RUN}`],
    ['an item that is replaced', `${ARGS}\nARGS[2] = "client"\n${RUN}`],
    ['an item that is deleted', `${ARGS}\ndel ARGS[2]\n${RUN}`],
    ['a string', `C = "spark-submit --deploy-mode cluster"\nif x:\n    C += " --executor-cores 0"\nos.system(C)`],
  ])('%s', async (_, text) => {
    const { code, ids, unread } = await python(text);
    expect([code, ids, unread.map(({ reason }) => reason)]).toEqual([1, [], [UNREAD]]);
  });

  test('a key that a branch sets is not known', async () => {
    const { code, ids } = await python(
      'CONF = {"spark.executor.cores": "0"}\nif x:\n    CONF["spark.executor.cores"] = "4"\nf(conf=CONF)',
    );
    expect([code, ids]).toEqual([0, []]);
  });

  test('a list that holds itself ends', async () => {
    const { code } = await python(`${ARGS}\nARGS.append(ARGS)\nARGS.append(ARGS)\n${RUN}`);
    expect(code).toBeGreaterThan(0);
  });
});
