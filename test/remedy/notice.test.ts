import { describe, expect, test } from 'vitest';
import { type Action, type FindingNotice, isFinding, type Observation, parseRow, type Row } from '../../lib/remedy';
import { telling } from '../../lib/remedy/notice';
import { at } from './states/decisions';
import { MINUTE, NOW, row, stuck } from './support';

const DAY = 24 * 60 * MINUTE;
const advise = (changed: Partial<Observation> = {}) => stuck({ obs: { mode: 'advise', ...changed } });

/** The row after a look; the notice that it owes, if any, is taken by the topic. */
function looked(action: Action): { row: Row | undefined; notices: FindingNotice[] } {
  const written = action.kind === 'wait' ? action.row : action.kind === 'move' ? action.row : undefined;
  const notices = (written?.pages ?? []).flatMap(({ finding }) => finding ?? []);
  return { row: written && { ...written, pages: [] }, notices };
}

/** Notices over looks, one after the other. */
function noticesOf(looks: readonly { readonly at: number; readonly obs: Observation }[]): FindingNotice[] {
  let stored = row();
  return looks.flatMap((look) => {
    const { row: next = stored, notices } = looked(at(look.at, look.obs, stored));
    stored = next;
    return notices;
  });
}

describe('a notice of a finding', () => {
  test('is owed in mode advise, with the settings for the next run and every gate that refused', () => {
    const { notices } = looked(at(NOW, advise(), row()));
    expect(notices).toEqual([
      expect.objectContaining({
        finding: 'stranded-cores',
        tier: 'T2',
        mode: 'advise',
        settings: expect.arrayContaining([{ key: 'spark.executor.cores', to: '4' }]),
        refusals: [{ gate: 'mode', reason: 'mode advise never writes to EMR' }],
      }),
    ]);
  });

  test('is owed together with the lineage that is opened on the finding', () => {
    expect(looked(at(NOW, stuck(), row())).notices).toMatchObject([{ mode: 'remediate', refusals: [] }]);
  });

  test('is owed once, however often the finding is made, and in whichever step of the job', () => {
    const looks = Array.from({ length: 12 }, (_, i) => ({ at: NOW, obs: advise({ nonce: `look-${i}` }) }));
    expect(noticesOf(looks)).toHaveLength(1);
  });

  test('is owed again where another executor size is advised, and not again when that changes back', () => {
    const [notice] = looked(at(NOW, advise(), row())).notices;
    const tell = (stored: Row, cores: number) => telling(stored, notice, `spark.executor.cores=${cores}`, NOW).row;
    const owed = [4, 4, 5, 4, 5].reduce(tell, row());
    expect(owed.pages).toHaveLength(2);
  });

  test('is owed again when it is confirmed', () => {
    const confirmed = { at: NOW, obs: advise() };
    const busy = { at: NOW, obs: stuck({ obs: { mode: 'advise' }, point: { cpuUtilisation: 0.9 } }) };
    expect(noticesOf([busy, confirmed, busy, confirmed]).map(({ tier }) => tier)).toEqual(['T1', 'T2']);
  });

  test('is owed for each job', () => {
    const jobs = ['job-1', 'job-2', 'job-1'].map((jobKey) => ({ at: NOW, obs: advise({ jobKey }) }));
    expect(noticesOf(jobs).map(({ jobKey }) => jobKey)).toEqual(['job-1', 'job-2']);
  });

  test('is owed ten times a day on a cluster; what has to wait is told the next day, and the tenth says so', () => {
    const jobs = Array.from({ length: 14 }, (_, i) => `job-${i}`);
    const looks = [
      ...jobs.map((jobKey) => ({ at: NOW, obs: advise({ jobKey }) })),
      ...jobs.map((jobKey) => ({ at: NOW + DAY, obs: stuck({ at: NOW + DAY, obs: { mode: 'advise', jobKey } }) })),
    ];
    const notices = noticesOf(looks);
    expect(notices.map(({ jobKey }) => jobKey)).toEqual(jobs);
    expect(notices.map(({ isLastOfDay = false }) => isLastOfDay).indexOf(true)).toBe(9);
    const full = { ...row(), told: { day: { date: '2026-01-05', sent: 10 }, findings: [] } };
    expect(at(NOW, advise(), full)).toMatchObject({ kind: 'wait', report: { noticeDeferred: true } });
  });

  test('does not pile up where the topic takes none for days', () => {
    let stored = row();
    for (let day = 0; day < 5; day++) {
      for (let job = 0; job < 10; job++) {
        const now = NOW + day * DAY;
        const action = at(now, stuck({ at: now, obs: { mode: 'advise', jobKey: `job-${day}-${job}` } }), stored);
        if (action.kind === 'wait' && action.row !== undefined) stored = action.row;
      }
    }
    expect(stored.pages).toHaveLength(10);
  });

  test('does not wait for pages of another kind', () => {
    const pages = Array.from({ length: 10 }, () => ({ reason: 'cancel-slow', at: NOW }));
    expect(at(NOW, advise(), row({ pages })).report).not.toHaveProperty('noticeDeferred');
  });

  test('is remembered for fifty jobs, the newest', () => {
    const findings = Array.from({ length: 50 }, (_, i) => ({ job: `job-of-${i}`, said: 'stranded-cores' }));
    const told = { day: { date: '2026-01-04', sent: 0 }, findings };
    const after = looked(at(NOW, advise(), row({ told }))).row?.told?.findings.map(({ job }) => job);
    expect(after).toEqual([...findings.slice(1).map(({ job }) => job), 'job-1']);
  });

  test('is not owed while the figures are not explained, nor in mode off', () => {
    const unexplained = stuck({ point: { containersAllocated: 60, memoryAllocatedMB: 9_900_000 } });
    expect(looked(at(NOW, unexplained, row())).notices).toEqual([]);
    expect(looked(at(NOW, advise({ mode: 'off' }), row())).notices).toEqual([]);
  });

  test('has no value that the settings have now', () => {
    const [notice] = looked(at(NOW, advise(), row())).notices;
    expect(JSON.stringify(notice?.settings)).not.toMatch(/101053m|18947m|from/);
  });

  test('is read back from the ledger as it was written', () => {
    const action = at(NOW, advise(), row());
    const written = action.kind === 'wait' ? action.row : undefined;
    const item = JSON.parse(JSON.stringify({ pk: 'cluster#x', ...written })) as Record<string, unknown>;
    expect(parseRow(item, row().clusterId).pages).toEqual(JSON.parse(JSON.stringify(written?.pages)));
  });
});

test('a finding is one that figures and executors explain, not a suspicion, nor what a job that starts looks like', () => {
  const finding = 'stranded-cores';
  expect((['T0', 'T1', 'T2', undefined] as const).map((tier) => isFinding({ finding, tier }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isFinding({ finding: undefined, tier: 'T2' })).toBe(false);
});
