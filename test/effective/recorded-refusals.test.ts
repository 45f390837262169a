import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inForce } from './support';

interface Recorded {
  readonly case: { readonly id: string; readonly conf: Readonly<Record<string, string>> };
  readonly expected: { readonly resourceManager: string };
}

/** What a real ResourceManager made of these settings and of a job for root.default, on two nodes of 16,384 MB. */
const { cases } = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'yarn-refusals.json'), 'utf8')) as {
  readonly cases: readonly Recorded[];
};

describe('settings of YARN are taken as a real ResourceManager takes them', () => {
  test.each(cases)('$case.id: it $expected.resourceManager', ({ case: { conf }, expected }) => {
    const part = (isOfScheduler: boolean) =>
      Object.fromEntries(
        Object.entries(conf).filter(([key]) => key.startsWith('yarn.scheduler.capacity.') === isOfScheduler),
      );
    const { faults } = inForce({
      core: 'm5.xlarge:2',
      options: '',
      classifications: {
        'yarn-site': { 'yarn.scheduler.maximum-allocation-mb': '16384', ...part(false) },
        'capacity-scheduler': part(true),
      },
    });
    const stops = new Set(faults.map((fault) => fault.stops));
    const verdict = stops.has('start') ? 'does not start' : stops.has('job') ? 'takes no job' : 'takes the job';
    expect(verdict).toBe(expected.resourceManager);
  });
});
