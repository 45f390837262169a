import { NOW, stuck } from '../../support';
import { askedJob, jobSaying } from '../job';
import type { Case } from '../support';

const said = (settings: Readonly<Record<string, string>>) =>
  stuck({ obs: { asked: askedJob(NOW, jobSaying({ settings })) } });
const silent = (reason: string, isApplicationUnknown: boolean) =>
  stuck({ obs: { asked: { at: NOW, value: { kind: 'none', reason, isApplicationUnknown } } } });

export const job: readonly Case[] = [
  {
    gate: 'application-unknown',
    when: 'two Spark applications started while the step ran',
    reason: 'driver: application-unknown: 2 Spark applications started while the step ran',
    refuses: silent('driver: application-unknown: 2 Spark applications started while the step ran', true),
    passes: silent('driver: no answer within 10 s', false),
  },
  {
    gate: 'set-in-code',
    when: 'the session has a smaller heap than the arguments say',
    reason: "the application's own code sets spark.executor.memory, so that a resubmission could not change it",
    refuses: said({ 'spark.executor.memory': '20g' }),
    passes: said({ 'spark.executor.memory': '103478272k' }),
  },
  {
    gate: 'set-in-code',
    when: 'the session has another number of partitions than the arguments say',
    refuses: said({ 'spark.sql.shuffle.partitions': '2000' }),
    passes: said({}),
  },
  {
    gate: 'set-in-code',
    when: 'the session limits the number of executors, which is written down nowhere',
    refuses: said({ 'spark.dynamicAllocation.maxExecutors': '90' }),
    passes: said({ 'spark.dynamicAllocation.enabled': 'true' }),
  },
  {
    gate: 'set-in-code',
    when: 'the session switches dynamic allocation off, which EMR switches on',
    refuses: said({ 'spark.dynamicAllocation.enabled': 'false' }),
    passes: said({ 'spark.dynamicAllocation.enabled': 'true' }),
  },
  {
    gate: 'set-in-code',
    when: 'the session switches heterogeneous executors off, which EMR switches on',
    refuses: said({ 'spark.yarn.heterogeneousExecutors.enabled': 'false' }),
    passes: said({ 'spark.yarn.heterogeneousExecutors.enabled': 'true' }),
  },
];
