import { join } from 'node:path';
import type { Seen } from '../traces/seen';
import { actedAt } from '../traces/watch';
import type { Source } from './page';
import { evenly, MIN_SAMPLES, seriesIn } from './read-series';
import { MAPPINGS, piecesOf, toTrace } from './to-trace';

const PUNCTUAL = { lag: 0, cpuLag: 0, agentLag: 0, startPhase: 0, tickPhase: 0.5, means: false, isDetailed: false };
const VIEWS: readonly Seen[] = [
  { ...PUNCTUAL, tick: 5, hasAgent: false },
  { ...PUNCTUAL, tick: 1, hasAgent: true },
];

/** At most so many series of one source, and as many of the steps that they are cut into, by every mapping under which these are healthy. */
export function judgeSource(parent: string, folder: string, max: number): Source {
  const series = seriesIn(join(parent, folder), max);
  const pieces = evenly(
    series.flatMap((one) => piecesOf(one, MIN_SAMPLES)),
    max,
  );
  const judged = MAPPINGS.map((mapping) => {
    const healthy = pieces.filter(mapping.isHealthy);
    const cut = healthy.flatMap((piece) => {
      const minutes = VIEWS.flatMap((seen) => actedAt(toTrace(piece, mapping), seen) ?? []);
      for (const minute of minutes) process.stderr.write(`${mapping.name}: ${piece.name} cut after ${minute} min\n`);
      return minutes;
    });
    return { pieces: healthy.length * VIEWS.length, cut: cut.length };
  });
  return { folder, series: series.length, samples: pieces.reduce((sum, { cpu }) => sum + cpu.length, 0), judged };
}
