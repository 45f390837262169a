import { detail, FAT_ARGS, stuck } from '../../support';
import { type Case, inClusterMode, withArgs } from '../support';
import { fence } from './fence';

const withOption = (name: string, value: string) =>
  detail({ args: [...FAT_ARGS.slice(0, 3), name, value, ...FAT_ARGS.slice(3)] });

export const step: readonly Case[] = [
  {
    gate: 'shape-unknown',
    when: 'the step is a shell command',
    reason: 'its command is not spark-submit',
    refuses: stuck({ root: detail({ args: ['bash', '-c', 'spark-submit a.py'] }) }),
  },
  {
    gate: 'shape-unknown',
    when: 'the step is another jar',
    reason: 'its jar is not command-runner.jar',
    refuses: stuck({ root: detail({ jar: 's3://bucket/my.jar' }) }),
  },
  {
    gate: 'deploy-mode-unknown',
    when: 'spark-defaults hold a mode that Spark does not have',
    reason: 'neither the arguments nor spark-defaults settle where the driver runs',
    refuses: stuck({
      root: detail({ args: FAT_ARGS.filter((arg) => arg !== '--deploy-mode' && arg !== 'client') }),
      cluster: { sparkDefaults: { 'spark.submit.deployMode': 'sideways' } },
    }),
  },
  {
    gate: 'streaming',
    when: 'the step sets a streaming key',
    reason: 'the step sets streaming keys',
    refuses: stuck({ root: withArgs('spark.streaming.stopGracefullyOnShutdown=true') }),
    passes: stuck({ root: withArgs('spark.my.spark.streaming.key=true') }),
  },
  {
    gate: 'streaming',
    when: 'the step sets a key of structured streaming',
    reason: 'the step sets streaming keys',
    refuses: stuck({ root: withArgs('spark.sql.streaming.checkpointLocation=s3://bucket/x') }),
    passes: stuck({ root: withArgs('spark.sql.streamingly=true') }),
  },
  {
    gate: 'streaming',
    when: 'the step loads a streaming artefact',
    reason: 'the main class or a package is a streaming one',
    refuses: stuck({ root: withOption('--packages', 'org.apache.spark:spark-streaming-kinesis-asl_2.12:3.5.5') }),
    passes: stuck({ root: withOption('--name', 'streaming-history') }),
  },
  {
    gate: 'streaming',
    when: 'the main class is a streaming one',
    refuses: stuck({
      root: detail({ args: [...FAT_ARGS.slice(0, 3), '--class', 'com.x.ClickStreamingJob', ...FAT_ARGS.slice(3)] }),
    }),
    passes: stuck({ root: detail({ args: [...FAT_ARGS.slice(0, 3), '--class', 'com.x.Join', ...FAT_ARGS.slice(3)] }) }),
  },
  {
    gate: 'runtime-role',
    when: 'the step runs under a role of its own',
    reason: 'the step runs under a runtime role',
    refuses: stuck({ root: detail({ described: { ExecutionRoleArn: 'arn:aws:iam::1:role/x' } }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would end the cluster',
    reason: 'action on failure is TERMINATE_CLUSTER, not CONTINUE',
    refuses: stuck({ root: detail({ actionOnFailure: 'TERMINATE_CLUSTER' }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'what a failure would do is not known',
    reason: 'action on failure is not known, not CONTINUE',
    refuses: stuck({ root: detail({ actionOnFailure: undefined }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would cancel the queue',
    refuses: stuck({ root: detail({ actionOnFailure: 'CANCEL_AND_WAIT' }) }),
  },
  {
    gate: 'step-ends-early',
    when: 'a cluster-mode step does not wait for its application',
    reason: 'the step carries spark.yarn.submit.waitAppCompletion, but not with the value true',
    refuses: stuck({ root: inClusterMode('spark.yarn.submit.waitAppCompletion=false') }),
    passes: stuck({ root: inClusterMode('spark.yarn.submit.waitAppCompletion=TRUE') }),
  },
  {
    gate: 'step-ends-early',
    when: 'what it is told about that is not a boolean',
    refuses: stuck({ root: inClusterMode('spark.yarn.submit.waitAppCompletion=later') }),
    passes: stuck({ root: withArgs('spark.yarn.submit.waitAppCompletion=false') }),
  },
  ...fence,
];
