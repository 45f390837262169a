import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../lib/remedy';
import type { ExplainJson } from '../../lib/render';
import { lineage, MINUTE, NOW, SECOND } from '../remedy/support';
import { type Environment, itemOf, startRefusing, startTestLedger, type TestLedger } from './ledger-support';
import { call, cli } from './support';

const silentAt = NOW + 60 * SECOND;
const sent = { cancelFirstAt: NOW, cancelRequests: 1 };
const ROWS: readonly Partial<Row>[] = [
  {
    clusterId: 'j-HELD',
    state: 'held',
    reason: 'submit-ambiguous',
    lineage: lineage({ ...sent, paged: ['held:submit-ambiguous'] }),
    call: { kind: 'add', n: 1, nonce: 'x', silentAt, repeatAt: 0, answer: 'unknown' },
    pages: [{ reason: 'held:submit-ambiguous', root: 's-ROOT', at: NOW }],
    outcomes: [{ at: NOW - 300 * MINUTE, root: 's-EARLIER', outcome: 'improved' }],
    day: { date: '2026-01-05', started: 2 },
  },
  { clusterId: 'j-INTENT', state: 'intent', lineage: lineage() },
  {
    clusterId: 'j-CANCEL',
    state: 'cancelling',
    lineage: lineage(sent),
    call: { kind: 'cancel', n: 1, nonce: 'x', silentAt, repeatAt: 0 },
  },
  { clusterId: 'j-FENCE', state: 'fencing', lineage: lineage({ ...sent, fencedAt: NOW + 120 * SECOND }) },
  {
    clusterId: 'j-SUBMIT',
    state: 'submitting',
    lineage: lineage(sent),
    call: { kind: 'add', n: 1, nonce: 'x', silentAt, repeatAt: 0 },
  },
  {
    clusterId: 'j-VERIFY',
    state: 'verifying',
    lineage: lineage({ ...sent, submissions: [{ n: 1, stepId: 's-ATTEMPT' }], seenRunning: true }),
  },
  { clusterId: 'j-CLOSED', state: 'closed', reason: 'improved', lineage: lineage(sent) },
  { clusterId: 'j-REST', cooldownUntil: NOW + 30 * MINUTE },
  { clusterId: 'j-NEWER', schema: 99 },
];

let ledger: TestLedger;
let environment: Environment;
let emr: Awaited<ReturnType<typeof startRefusing>>;

beforeAll(async () => {
  [ledger, emr] = await Promise.all([startTestLedger(ROWS), startRefusing('AccessDeniedException')]);
  environment = { ...ledger.environment, AWS_ENDPOINT_URL_EMR: emr.url };
  await ledger.put({ pk: 'cluster#j-EDITED', clusterId: 'j-EDITED', schema: 3, state: 'held' });
  await ledger.put({ pk: 'open#lineages', 'j-GONE': { root: 's-ROOT', cancelling: true, settledAt: NOW } });
});
afterAll(async () => {
  emr.close();
  await ledger.close();
});

const explained = async (ids: string): Promise<ExplainJson> => {
  const { code, out, err } = await cli(`explain ${ids} --json`, NOW, environment);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as ExplainJson;
};

describe('emr-autotune explain', () => {
  test('says where a held lineage stands, what was sent, and what to do', async () => {
    const { out } = await cli('explain j-HELD --table emr-autotune-rehearsal', NOW, environment);
    expect(out).toContain('j-HELD is held for submit-ambiguous; the root step is s-ROOT\nThe step is cancelled, and');
    expect(out).toContain("Waits for\n  a person's release; nothing else ends it\n");
    expect(out).toContain('CancelSteps: 1 request, the first at 2026-01-05 06:40 UTC');
    expect(out).toContain('AddJobFlowSteps: a request may have been sent of which no answer is known');
    expect(out).toContain('s-ROOT: not read (AccessDeniedException); it needs elasticmapreduce:DescribeStep');
    expect(out).toContain('the list of steps: not read (AccessDeniedException); it needs elasticmapreduce:ListSteps');
    expect(out).toContain('page held:submit-ambiguous, not taken by the topic since 2026-01-05 06:40 UTC');
    expect(out).toContain('emr-autotune release j-HELD --table emr-autotune-rehearsal');
    expect(out).toContain('docs/runbook.md#held-submit-ambiguous');
    expect(out).toContain('1 lineage left today (UTC) of 3');
    expect(out).toContain('2026-01-05 01:40 UTC: improved, step s-EARLIER');
  });

  // Deadlines are those of the lineage; a request is settled 120 s after its sender is silent, and a minute for clocks.
  test.each([
    ['j-INTENT', 'second-look', null, '07:10', 'closed aborted:expired', false],
    ['j-CANCEL', 'answer-to-cancel', '06:44', '07:10', 'held cancel-stuck', true],
    ['j-FENCE', 'executors', '06:42', '07:10', 'held submit-stuck', true],
    ['j-SUBMIT', 'submission-to-arrive', '06:44', '07:10', 'held submit-stuck', true],
    ['j-VERIFY', 'attempt-to-end', null, null, null, false],
    ['j-CLOSED', 'archive', null, null, null, false],
    ['j-REST', 'finding', null, null, null, false],
    ['j-NONE', 'finding', null, null, null, false],
    ['j-HELD', 'release', null, null, null, true],
    ['j-GONE', 'lost-row', null, null, null, true],
  ] as const)('%s waits for %s', async (id, kind, until, endAt, endsAs, jobMayBeOwed) => {
    const time = (text: string | null) => (text === null ? null : `2026-01-05T${text}:00.000Z`);
    const { waitsFor, ...rest } = await explained(id);
    expect(waitsFor).toMatchObject({ kind, until: time(until), endAt: time(endAt), endsAs });
    expect(rest).toMatchObject({ jobMayBeOwed, needsAction: id === 'j-HELD' || id === 'j-GONE' });
  });

  test('names what was submitted, and until when a cluster rests', async () => {
    expect((await explained('j-VERIFY')).sent).toMatchObject({ submitted: ['s-ATTEMPT'], submissionUnknown: false });
    expect(await explained('j-REST')).toMatchObject({ cooldownUntil: '2026-01-05T07:10:00.000Z' });
  });

  test('shows what the job should be given next time, how earlier runs went, and the runs that completed', async () => {
    const run = (night: number, minutes: number) => ({
      ...{ clusterId: `j-${night}`, stepId: `s-${night}`, work: 'same', taskSlots: 574 },
      startedAt: NOW - night * 24 * 60 * MINUTE,
      endedAt: NOW - night * 24 * 60 * MINUTE + minutes * MINUTE,
    });
    const running = { ...run(3, 0), endedAt: undefined };
    await ledger.put({ pk: 'job#job-1', overridden: false, outcomes: [], runs: [run(2, 388), run(1, 391), running] });
    const changes = [{ key: 'spark.executor.cores', from: '7', to: '4' }];
    await ledger.put({
      ...{ pk: 'next#job-1', clusterId: 'j-1', stepId: 's-1', at: NOW - MINUTE, changes },
      earlierRunsMs: [391 * MINUTE, 388 * MINUTE],
    });
    const { nextRun, runs } = await explained('j-VERIFY');
    expect(nextRun).toEqual({
      ...{ at: '2026-01-05T06:39:00.000Z', clusterId: 'j-1', stepId: 's-1', refused: null },
      settings: [{ key: 'spark.executor.cores', to: '4' }],
      earlierRuns: [{ minutes: 391 }, { minutes: 388 }],
    });
    expect(runs.map(({ stepId, minutes }) => [stepId, minutes])).toEqual([
      ['s-1', 391],
      ['s-2', 388],
    ]);
    const { out } = await cli('explain j-VERIFY', NOW, environment);
    expect(out).toContain(
      "For the job's next run\n  --conf spark.executor.cores=4\n  worked out at 2026-01-05 06:39 UTC",
    );
    expect(out).toContain('earlier runs with the same work took 391, 388 min, the newest first');
    expect(out).toContain('Runs that completed\n  2026-01-04 06:40 UTC: 391 min, step s-1 of j-1');
    expect((await explained('j-REST')).nextRun).toBeNull();
  });

  test('says of a row that it cannot read why, and asks a person to look', async () => {
    const newer = await cli('explain j-NEWER --check', NOW, { ...environment, COLUMNS: '200' });
    expect([newer.code, newer.err]).toEqual([1, '']);
    expect(newer.out).toContain('its schema is 99, which this version of emr-autotune does not know');
    expect(await explained('j-EDITED')).toMatchObject({ state: null, needsAction: true });
  });

  test.each([
    ['plain', (row: object) => row],
    ['as DynamoDB prints it', (row: object) => ({ Item: marshall(row, { removeUndefinedValues: true }) })],
  ])('reads a row from a file, %s', async (_, form) => {
    const text = JSON.stringify(form(itemOf(ROWS[0] ?? {})));
    const { code, out } = await call(['explain', '--row', '-', '--json'], { readFile: () => text, now: NOW });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      clusterId: 'j-HELD',
      state: 'held',
      reason: 'submit-ambiguous',
      steps: [],
    });
  });

  test('fails for a file that holds no row', async () => {
    const { code, err } = await call(['explain', '--row', '-'], { readFile: () => '{"state":"held"}' });
    expect([code, err]).toEqual([2, expect.stringContaining('standard input is not the row of a cluster')]);
  });
});

describe('what AWS refuses is said in one line, by kind', () => {
  test.each([
    ['AccessDeniedException', 'dynamodb:GetItem on table T is not allowed; grant it to the role that you use'],
    ['ResourceNotFoundException', 'table T does not exist in this account and region; give the remediator'],
    ['UnrecognizedClientException', 'AWS does not accept the credentials for dynamodb:GetItem; renew them'],
    ['ExpiredTokenException', 'AWS does not accept the credentials for dynamodb:GetItem; renew them'],
    ['ValidationException', 'dynamodb:GetItem on table T failed: ValidationException (HTTP 400)'],
  ])('%s', async (name, message) => {
    const aws = await startRefusing(name);
    const { code, out, err } = await cli('explain j-HELD --table T', NOW, {
      ...environment,
      AWS_ENDPOINT_URL_DYNAMODB: aws.url,
    });
    aws.close();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a region that nobody names', async () => {
    const { AWS_REGION: _, ...nowhere } = environment;
    const { code, err } = await cli('explain j-HELD', NOW, nowhere);
    expect([code, err]).toEqual([2, expect.stringContaining('give it with --region or in AWS_REGION')]);
  });
});
