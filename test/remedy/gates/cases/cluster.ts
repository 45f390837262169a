import { detail, FAT_ARGS, MINUTE, NOW, START, step, stuck } from '../../support';
import { type Case, withArgs } from '../support';

const root = detail();
const pendingStep = step({ id: 's-NEXT', state: 'PENDING', startedAt: undefined, createdAt: START + MINUTE });
const ended = step({ id: 's-ENDED', state: 'COMPLETED' });
const many = Array.from({ length: 256 }, (_, i) => step({ id: `s-${i}`, state: 'PENDING', createdAt: START + MINUTE }));

export const cluster: readonly Case[] = [
  {
    gate: 'release',
    when: 'the release is older than any that is known',
    reason: 'the release label is not understood',
    refuses: stuck({ cluster: { releaseLabel: 'emr-5.27.0' } }),
    passes: stuck({ cluster: { releaseLabel: 'emr-5.36.0' } }),
  },
  { gate: 'release', when: 'the label is not understood', refuses: stuck({ cluster: { releaseLabel: 'serverless' } }) },
  {
    gate: 'auto-terminate',
    when: 'the cluster ends with its last step',
    reason: 'the cluster terminates after its last step',
    refuses: stuck({ cluster: { autoTerminate: true } }),
  },
  {
    gate: 'idle-policy',
    when: 'the cluster ends after 29 idle minutes',
    reason: 'the cluster terminates after 29 idle minutes, below 30',
    refuses: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 29 * 60 } } } }),
    passes: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 30 * 60 } } } }),
  },
  {
    gate: 'idle-policy',
    when: 'the policy could not be read',
    reason: 'the auto-termination policy could not be read',
    refuses: stuck({ obs: { autoTermination: undefined } }),
  },
  {
    gate: 'successors',
    when: 'a step waits behind this one',
    reason: '1 step waits behind this one and would run before its resubmission',
    refuses: stuck({ steps: [pendingStep, root] }),
    passes: stuck({ steps: [pendingStep, root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'limits',
    when: 'EMR has no slot for another step, not even with that of the root step',
    reason: '256 steps are active, EMR takes 256',
    refuses: stuck({ steps: [...many.slice(0, 255), root], cluster: { stepConcurrency: 2 } }),
    passes: stuck({ steps: [...many.slice(0, 254), root, ended], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'successors',
    when: 'two steps wait behind this one',
    reason: '2 steps wait behind this one and would run before its resubmission',
    refuses: stuck({ steps: [...many.slice(0, 2), root] }),
    passes: stuck({ steps: [step({ id: 's-0', state: 'COMPLETED' }), root] }),
  },
  {
    gate: 'successors',
    when: 'a step waits, and how many may run at once could not be read',
    refuses: stuck({ steps: [pendingStep, root], obs: { cluster: undefined } }),
  },
  {
    gate: 'limits',
    when: 'the arguments with the marker would be too long',
    reason: 'the resubmission cannot be built: too-long',
    refuses: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(10_000)] }) }),
    passes: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(9_000)] }) }),
  },
  {
    gate: 'limits',
    when: 'YARN would refuse the tags',
    reason: 'the resubmission cannot be built: bad-tags',
    refuses: stuck({ root: withArgs(`spark.yarn.tags=${Array.from({ length: 10 }, (_, i) => `t${i}`).join(',')}`) }),
  },
];
