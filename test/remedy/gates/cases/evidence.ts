import { detail, FAT_POINT, NOW, points, step, stuck } from '../../support';
import type { Case } from '../support';

const root = detail();

export const evidence: readonly Case[] = [
  {
    gate: 'no-demand',
    when: 'nothing is pending',
    reason: 'no container is pending',
    refuses: stuck({ point: { containersPending: 0 } }),
    passes: stuck({ point: { containersPending: 1 } }),
  },
  {
    gate: 'unexplained',
    when: 'twice as many containers run as the step could have',
    reason: "the step's executors do not explain memory and containers",
    refuses: stuck({ point: { containersAllocated: 165 } }),
  },
  {
    gate: 'unexplained',
    when: "the executor's size is set nowhere",
    reason:
      "the executor's size is not known: spark.executor.memory and spark.executor.cores set neither in the arguments nor in the cluster's configuration",
    refuses: stuck({ root: detail({ args: ['spark-submit', '--conf', 'spark.emrautotune.allow=true', 'a.py'] }) }),
  },
  {
    gate: 'unexplained',
    when: 'YARN has less memory than the nodes should give',
    reason: 'YARN has 9,000,000 MB, the nodes should give 10,076,160',
    refuses: stuck({
      points: points(NOW, 12, { ...FAT_POINT, memoryTotalMB: 9_000_000, memoryAllocatedMB: 8_790_000 }),
    }),
    passes: stuck({ point: { memoryTotalMB: 10_050_000 } }),
  },
  {
    gate: 'unexplained',
    when: 'an earlier verification found the job to set its own configuration',
    reason: 'the application sets its own configuration, as an earlier verification found',
    refuses: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: true } } } }),
    passes: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: false } } } }),
  },
  {
    gate: 'cpu-busy',
    when: 'the CPUs are in use',
    reason: 'at most 50 % of the CPU is in use in 0 of the last 5 points, 4 are needed',
    refuses: stuck({ point: { cpuUtilisation: 0.51 } }),
    passes: stuck({ point: { cpuUtilisation: 0.5 } }),
  },
  {
    gate: 'cores-unused',
    when: 'the 574 cores of 1,312 that executors hold are idle, too',
    reason: 'at least 25 % of the cores that executors hold are in use in 0 of the last 5 points, 4 are needed',
    refuses: stuck({ point: { cpuUtilisation: 0.129 } }),
    passes: stuck({ point: { cpuUtilisation: 0.13 } }),
  },
  {
    gate: 'other-apps',
    when: 'a notebook runs beside the step',
    reason: 'the step runs alone in 0 of the last 5 points, 4 are needed',
    refuses: stuck({ point: { appsRunning: 2 } }),
  },
  {
    gate: 'other-apps',
    when: 'the number of applications is not known',
    reason: 'the running applications could not be read at every point',
    refuses: stuck({ point: { appsRunning: undefined } }),
  },
  {
    gate: 'other-apps',
    when: 'two steps run',
    reason: '2 steps run at once',
    refuses: stuck({ steps: [step({ id: 's-TWO' }), root], cluster: { stepConcurrency: 2 } }),
    passes: stuck({ steps: [step({ id: 's-TWO', state: 'COMPLETED' }), root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'other-apps',
    when: 'a step that is being cancelled may still run',
    reason: '2 steps run at once',
    refuses: stuck({
      steps: [step({ id: 's-TWO', state: 'CANCEL_PENDING' }), root],
      cluster: { stepConcurrency: 2 },
    }),
  },
  {
    gate: 'calculator-not-dominant',
    when: 'the default calculator is in force',
    reason: 'the default calculator is in force, and Spark itself could not be asked how many cores are in use',
    refuses: stuck({ cluster: { calculator: 'default' } }),
    passes: stuck({ cluster: { calculator: 'dominant' } }),
  },
  {
    gate: 'calculator-not-dominant',
    when: "no description names the calculator, as on a cluster of EMR's defaults",
    reason: 'the calculator in force is not known, and Spark itself could not be asked how many cores are in use',
    refuses: stuck({ cluster: { calculator: undefined } }),
  },
];
