import { detail, FAT_ARGS, MINUTE, NOW, START, step, stuck } from '../../support';
import { type Case, withArgs } from '../support';

const root = detail();
const pendingStep = step({ id: 's-NEXT', state: 'PENDING', startedAt: undefined, createdAt: START + MINUTE });
const many = Array.from({ length: 256 }, (_, i) => step({ id: `s-${i}`, state: 'PENDING', createdAt: START + MINUTE }));

export const cluster: readonly Case[] = [
  {
    gate: 'release',
    when: 'the signal of a cancel would not reach the driver',
    refuses: stuck({ cluster: { releaseLabel: 'emr-5.31.0' } }),
    passes: stuck({ cluster: { releaseLabel: 'emr-5.36.0' } }),
  },
  { gate: 'release', when: 'the label is not understood', refuses: stuck({ cluster: { releaseLabel: 'serverless' } }) },
  {
    gate: 'auto-terminate',
    when: 'the cluster ends with its last step',
    refuses: stuck({ cluster: { autoTerminate: true } }),
  },
  {
    gate: 'idle-policy',
    when: 'the cluster ends after 29 idle minutes',
    refuses: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 29 * 60 } } } }),
    passes: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 30 * 60 } } } }),
  },
  {
    gate: 'idle-policy',
    when: 'the policy could not be read',
    refuses: stuck({ obs: { autoTermination: undefined } }),
  },
  {
    gate: 'successors',
    when: 'a step waits behind this one',
    refuses: stuck({ steps: [pendingStep, root] }),
    passes: stuck({ steps: [pendingStep, root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'limits',
    when: 'EMR has no slot for another step',
    refuses: stuck({ steps: [...many, root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'limits',
    when: 'the arguments with the marker would be too long',
    refuses: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(10_000)] }) }),
    passes: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(9_000)] }) }),
  },
  {
    gate: 'limits',
    when: 'YARN would refuse the tags',
    refuses: stuck({ root: withArgs(`spark.yarn.tags=${Array.from({ length: 10 }, (_, i) => `t${i}`).join(',')}`) }),
  },
];
