import { describe, expect, test } from 'vitest';
import { lint, WORDS } from './lint-files';

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
