import { bytes, counted, percent } from '../../numbers';
import type { JobRule } from './types';

/** Tasks that ran out of execution memory and wrote to disk. */
export const spill: JobRule = ({ stages }) => {
  const spilled = stages.filter(({ diskSpilledBytes }) => diskSpilledBytes > 0);
  if (spilled.length === 0) return undefined;
  const onDisk = spilled.reduce((total, { diskSpilledBytes }) => total + diskSpilledBytes, 0);
  const shuffled = stages.reduce((total, { shuffleReadBytes }) => total + shuffleReadBytes, 0);
  return {
    id: 'spill',
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
    actionable: false,
  };
};
