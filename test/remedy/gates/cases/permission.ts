import { LEVER } from '../../../../lib/remedy';
import { lineage, MINUTE, NOW, row, stuck } from '../../support';
import { type Case, withArgs, without } from '../support';

const approvedSince = stuck({ obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW + MINUTE } } } });
const clusterTag = (value: string) => stuck({ cluster: { tags: { 'emr-autotune': value } } });

export const permission: readonly Case[] = [
  {
    gate: 'mode',
    when: 'the stack only advises',
    reason: 'mode advise never writes to EMR',
    refuses: stuck({ obs: { mode: 'advise' } }),
  },
  {
    gate: 'mode',
    when: 'nobody approved the step',
    reason: 'mode approve needs a person to approve this step',
    refuses: stuck({ obs: { mode: 'approve' } }),
  },
  {
    gate: 'mode',
    when: 'the approval with which the lineage was opened has expired, whatever has been approved since',
    reason: 'the approval of this step has expired',
    refuses: approvedSince,
    row: row({ state: 'intent', lineage: lineage({ approvedUntil: NOW }) }),
    passes: approvedSince,
    passesRow: row({ state: 'intent', lineage: lineage({ approvedUntil: NOW + 1 }) }),
  },
  {
    gate: 'mode',
    when: 'the approval has expired',
    reason: 'the approval of this step has expired',
    refuses: stuck({ obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW } } } }),
    passes: stuck({ obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW + MINUTE } } } }),
  },
  {
    gate: 'mode',
    when: 'the approval would hold for more than 30 minutes, and one more for clocks',
    reason: 'the approval of this step expires in more than 30 minutes',
    refuses: stuck({ obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW + 31 * MINUTE + 1 } } } }),
    passes: stuck({ obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW + 31 * MINUTE } } } }),
  },
  {
    gate: 'opted-out',
    when: 'the emergency lever is pulled',
    refuses: stuck({ obs: { lever: { at: NOW, value: LEVER.stop } } }),
    passes: stuck({ obs: { lever: { at: NOW, value: LEVER.run } } }),
  },
  {
    gate: 'opted-out',
    when: 'the emergency lever could not be read',
    reason: 'the emergency lever could not be read',
    refuses: stuck({ obs: { lever: undefined } }),
    passes: stuck({ obs: { lever: undefined, mode: 'advise' } }),
  },
  {
    gate: 'not-opted-in',
    when: 'the cluster has no tag',
    reason: "the cluster's tag emr-autotune does not name this remediator",
    refuses: stuck({ cluster: { tags: {} } }),
  },
  {
    gate: 'not-opted-in',
    when: 'the tags could not be read',
    reason: "the cluster's tags could not be read",
    refuses: stuck({ obs: { cluster: undefined } }),
  },
  {
    gate: 'not-opted-in',
    when: 'the step could not be read',
    reason: 'the step could not be read',
    refuses: stuck({ obs: { root: undefined } }),
  },
  {
    gate: 'not-opted-in',
    when: 'the tag names another remediator',
    refuses: clusterTag('remediate:two'),
    passes: clusterTag('remediate:one'),
  },
  {
    gate: 'not-opted-in',
    when: 'the step does not say that it may be run again',
    reason: 'the step does not carry spark.emrautotune.allow=true and is not on an allow-list',
    refuses: stuck({ root: without('spark.emrautotune.allow=true') }),
    passes: stuck({ root: without('spark.emrautotune.allow=true'), obs: { allowedStepNames: ['nightly join'] } }),
  },
  {
    gate: 'opted-out',
    when: 'the tag is off',
    reason: "the cluster's tag emr-autotune is off",
    refuses: clusterTag('off'),
  },
  {
    gate: 'opted-out',
    when: 'the step opts out, whatever the allow-list says',
    reason: 'the step carries spark.emrautotune.allow, but not with the value true',
    refuses: stuck({ root: withArgs('spark.emrautotune.allow=false'), obs: { allowedStepNames: ['nightly join'] } }),
    passes: stuck({ root: withArgs('spark.emrautotune.allow=true') }),
  },
  {
    gate: 'opted-out',
    when: 'what the step says of itself is not a boolean',
    reason: 'the step carries spark.emrautotune.allow, but not with the value true',
    refuses: stuck({ root: withArgs('spark.emrautotune.allow=perhaps') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the step says never',
    reason: 'the step carries spark.emrautotune.doNotDisrupt',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=true') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the time it asked for is not over',
    reason: 'the step carries spark.emrautotune.doNotDisrupt for its first 41m',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt= 41m ') }),
    passes: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=40m') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'nobody knows how long the step has run of the time it asked for',
    reason: 'the step carries spark.emrautotune.doNotDisrupt',
    refuses: stuck({ root: { ...withArgs('spark.emrautotune.doNotDisrupt=1m'), startedAt: undefined } }),
    passes: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=0s') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the value is not understood',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=please') }),
    passes: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=false') }),
  },
];
