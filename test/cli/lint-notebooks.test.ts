import { describe, expect, test } from 'vitest';
import { lintFile } from './lint-files';

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
    expect((await lintFile(name, content)).ids).toContain('bad-value');
  });
});

describe('Livy and EMR on EKS run the driver in a container of its own, unless the request says otherwise', () => {
  const batch = (conf: object) => ({ file: 's3://b/x.py', driverCores: 2, conf });
  const eks = (parameters: string) => ({
    sparkSubmitJobDriver: { entryPoint: 'x.py', sparkSubmitParameters: parameters },
  });

  test.each([
    ['a batch', batch({ 'spark.sql.shuffle.partitions': '300' }), []],
    ['a batch in client mode', batch({ 'spark.submit.deployMode': 'client' }), ['cluster-mode-only']],
    ['a job on EKS', eks('--conf spark.driver.cores=2'), []],
    ['a job on EKS in client mode', eks('--deploy-mode client --conf spark.driver.cores=2'), ['cluster-mode-only']],
  ])('%s', async (_, content, expected) => {
    const { findings } = await lintFile('job.json', content);
    expect(findings.map(({ id }) => id).filter((id) => id === 'cluster-mode-only')).toEqual(expected);
  });

  test('%%configure', async () => {
    const { ids } = await lintFile('cell.txt', '%%configure -f\n{"driverCores": 2}\n');
    expect(ids).not.toContain('cluster-mode-only');
  });
});
