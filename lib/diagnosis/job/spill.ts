import type { StageEvidence } from '../../evidence';
import { bytes, counted, percent } from '../../numbers';
import { minutesOf } from './stage-time';
import type { JobRule } from './types';

/** Tasks that ran out of execution memory and wrote to disk. */
export const spill: JobRule = {
  id: 'spill',
  finds: 'tasks that wrote to disk what did not fit into their execution memory: any',
  source:
    "Spark's own counter of bytes spilled to disk; its time is at most that in which these tasks neither computed nor collected garbage",
  judge: ({ stages }) => {
    const spilled = stages.filter(({ diskSpilledBytes }) => diskSpilledBytes > 0);
    if (spilled.length === 0) return { kind: 'clean', reason: 'no task spilled to disk' };
    const onDisk = spilled.reduce((total, { diskSpilledBytes }) => total + diskSpilledBytes, 0);
    const shuffled = stages.reduce((total, { shuffleReadBytes }) => total + shuffleReadBytes, 0);
    return {
      kind: 'finding',
      severity: onDisk > shuffled ? 'critical' : 'warning',
      summary: `tasks spilled ${bytes(onDisk)} to disk${shuffled > 0 ? `, ${percent(onDisk / shuffled)} of the ${bytes(shuffled)} that were read from shuffles` : ''}`,
      arithmetic: [...spilled]
        .sort((a, b) => b.diskSpilledBytes - a.diskSpilledBytes)
        .slice(0, 3)
        .map(
          ({ stageId, numTasks, memorySpilledBytes, diskSpilledBytes }) =>
            `stage ${stageId}: ${bytes(memorySpilledBytes)} of objects, ${bytes(diskSpilledBytes)} on disk, ${counted(numTasks, 'task')}`,
        ),
      remedy: 'more, smaller partitions, or more execution memory for each task',
      minutesAtMost: minutesOf(spilled, blockedShare),
      confidence: 'likely',
      confirm: 'a run with twice the partitions: where spill took the time, it goes with it; reading and shuffle stay',
    };
  },
};

const blockedShare = ({ runTimeMs, cpuTimeMs, gcTimeMs = 0 }: StageEvidence): number =>
  runTimeMs === 0 ? 0 : (runTimeMs - cpuTimeMs - gcTimeMs) / runTimeMs;
