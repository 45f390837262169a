import { describe, expect, test } from 'vitest';
import { ARGUMENTS, COMMAND, lint, lintFile, WORDS } from './lint-files';

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
    const { code, findings, unread, passedOver } = await lintFile('job.sh', script);
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
    const { findings } = await lintFile('job', change(script));
    expect(findings).toMatchObject([{ id: 'beaten-by-flag', line: 9 }]);
  });

  test('has options in a variable that no command takes judged as well', async () => {
    const { findings } = await lintFile('env.sh', 'SPARK_OPTS="--executor-memory 4g --conf spark.executor.cores"\n');
    expect(findings.map(({ id }) => id)).toContain('conf-without-equals');
  });

  test('never ends with 0 where a part was not read', async () => {
    const { code, ids, unread } = await lint(['spark-submit $OPTIONS --deploy-mode cluster job.py']);
    expect([code, ids, unread.length]).toEqual([1, [], 1]);
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
    const twice = await lintFile(
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
