import { describe, expect, test } from 'vitest';
import { lintFile } from './lint-files';

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
    const { findings, passedOver, release, unread } = await lintFile('stack.yaml', yaml);
    expect(findings.filter(({ id }) => ['bad-value', 'misspelt-key'].includes(id))).toMatchObject([
      { id: 'misspelt-key', line: 14, instead: 'write spark.executor.memory' },
      { id: 'bad-value', line: 24 },
    ]);
    expect(findings.map(({ id }) => id)).not.toContain('property-not-text');
    expect([release, unread]).toEqual(['emr-6.3.0', []]);
    expect(passedOver.map(({ where }) => where)).toEqual(['group CORE', 'classification spark-defaults', 'the step']);
  });

  test('CloudFormation in JSON', async () => {
    const { ids } = await lintFile('stack.json', {
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
    const { code, unread } = await lintFile(
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
    const { ids, release } = await lintFile('main.tf', text);
    expect(release).toBe('emr-6.3.0');
    expect(ids).toEqual(['misspelt-key', 'bad-value']);
  });
});
