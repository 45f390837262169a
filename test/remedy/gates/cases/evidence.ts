import { detail, FAT_POINT, NOW, points, step, stuck } from '../../support';
import type { Case } from '../support';

const root = detail();

export const evidence: readonly Case[] = [
  {
    gate: 'no-demand',
    when: 'nothing is pending',
    refuses: stuck({ point: { containersPending: 0 } }),
    passes: stuck({ point: { containersPending: 1 } }),
  },
  {
    gate: 'unexplained',
    when: 'twice as many containers run as the step could have',
    refuses: stuck({ point: { containersAllocated: 165 } }),
  },
  {
    gate: 'unexplained',
    when: "the executor's size is set nowhere",
    refuses: stuck({ root: detail({ args: ['spark-submit', '--conf', 'spark.emrautotune.allow=true', 'a.py'] }) }),
  },
  {
    gate: 'unexplained',
    when: 'YARN has less memory than the nodes should give',
    refuses: stuck({
      points: points(NOW, 12, { ...FAT_POINT, memoryTotalMB: 9_000_000, memoryAllocatedMB: 8_790_000 }),
    }),
  },
  {
    gate: 'unexplained',
    when: 'an earlier verification found the job to set its own configuration',
    refuses: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: true } } } }),
    passes: stuck({ obs: { job: { at: NOW, value: { outcomes: [], overridden: false } } } }),
  },
  {
    gate: 'cpu-busy',
    when: 'the CPUs are in use',
    refuses: stuck({ point: { cpuUtilisation: 0.51 } }),
    passes: stuck({ point: { cpuUtilisation: 0.5 } }),
  },
  {
    gate: 'cores-unused',
    when: 'the 574 cores of 1,312 that executors hold are idle, too',
    refuses: stuck({ point: { cpuUtilisation: 0.129 } }),
    passes: stuck({ point: { cpuUtilisation: 0.13 } }),
  },
  { gate: 'other-apps', when: 'a notebook runs beside the step', refuses: stuck({ point: { appsRunning: 2 } }) },
  {
    gate: 'other-apps',
    when: 'the number of applications is not known',
    refuses: stuck({ point: { appsRunning: undefined } }),
  },
  {
    gate: 'other-apps',
    when: 'two steps run',
    refuses: stuck({ steps: [step({ id: 's-TWO' }), root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'calculator-not-dominant',
    when: 'the default calculator is in force',
    refuses: stuck({ cluster: { calculator: 'default' } }),
    passes: stuck({ cluster: { calculator: 'dominant' } }),
  },
  {
    gate: 'calculator-not-dominant',
    when: "no description names the calculator, as on a cluster of EMR's defaults",
    refuses: stuck({ cluster: { calculator: undefined } }),
  },
];
