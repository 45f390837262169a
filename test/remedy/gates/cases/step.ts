import { detail, FAT_ARGS, stuck } from '../../support';
import { type Case, withArgs } from '../support';

export const step: readonly Case[] = [
  {
    gate: 'shape-unknown',
    when: 'the step is a shell command',
    refuses: stuck({ root: detail({ args: ['bash', '-c', 'spark-submit a.py'] }) }),
  },
  {
    gate: 'shape-unknown',
    when: 'the step is another jar',
    refuses: stuck({ root: detail({ jar: 's3://bucket/my.jar' }) }),
  },
  {
    gate: 'deploy-mode-unknown',
    when: 'spark-defaults hold a mode that Spark does not have',
    refuses: stuck({
      root: detail({ args: FAT_ARGS.filter((arg) => arg !== '--deploy-mode' && arg !== 'client') }),
      cluster: { sparkDefaults: { 'spark.submit.deployMode': 'sideways' } },
    }),
  },
  {
    gate: 'streaming',
    when: 'the step sets a streaming key',
    refuses: stuck({ root: withArgs('spark.streaming.stopGracefullyOnShutdown=true') }),
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
    refuses: stuck({ root: detail({ described: { ExecutionRoleArn: 'arn:aws:iam::1:role/x' } }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would end the cluster',
    refuses: stuck({ root: detail({ actionOnFailure: 'TERMINATE_CLUSTER' }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would cancel the queue',
    refuses: stuck({ root: detail({ actionOnFailure: 'CANCEL_AND_WAIT' }) }),
  },
  {
    gate: 'no-fence',
    when: 'the driver runs on the cluster',
    refuses: stuck({ root: detail({ args: FAT_ARGS.map((arg) => (arg === 'client' ? 'cluster' : arg)) }) }),
  },
];
