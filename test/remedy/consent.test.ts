import { describe, expect, test } from 'vitest';
import { LEVER, type Observation } from '../../lib/remedy';
import { consentTo } from '../../lib/remedy/consent';
import { detail, NOW, stuck } from './support';

const given = (obs: Observation) => consentTo(obs, obs.root?.value);
const ended = { at: NOW, value: LEVER.stop };

describe('a write call', () => {
  test('needs mode, lever, tag and step, each at this moment', () => {
    expect(given(stuck())).toEqual({ kind: 'given' });
    expect(given(stuck({ obs: { mode: 'approve' } }))).toEqual({ kind: 'given' });
  });

  test.each<[string, Observation]>([
    ['mode off never writes to EMR', stuck({ obs: { mode: 'off' } })],
    ['mode advise never writes to EMR', stuck({ obs: { mode: 'advise' } })],
    ['the emergency lever is pulled', stuck({ obs: { lever: ended } })],
    [
      "the cluster's tag emr-autotune does not name this remediator",
      stuck({ cluster: { tags: { 'emr-autotune': 'remediate:another' } } }),
    ],
    ["the cluster's tag emr-autotune does not name this remediator", stuck({ cluster: { tags: {} } })],
    [
      'the step is not allowed to run again',
      stuck({ root: detail({ args: ['spark-submit', 's3://bucket/join.py'] }) }),
    ],
  ])('is withdrawn: %s', (reason, obs) => {
    expect(given(obs)).toEqual({ kind: 'withdrawn', reason });
  });

  test.each<[string, Partial<Observation>]>([
    ['the emergency lever could not be read', { lever: undefined }],
    ['the cluster could not be read', { cluster: undefined }],
    ['the step could not be read', { root: undefined }],
  ])('is not given, nor withdrawn, where %s', (reason, obs) => {
    expect(given(stuck({ obs }))).toEqual({ kind: 'unread', reason });
  });

  test('is withdrawn by what can be read, whatever else cannot', () => {
    const pulled = stuck({ obs: { lever: ended, cluster: undefined, root: undefined } });
    expect(given(pulled).kind).toBe('withdrawn');
    const untagged = stuck({ cluster: { tags: {} }, obs: { lever: undefined, root: undefined } });
    expect(given(untagged).kind).toBe('withdrawn');
  });
});

describe('a step is allowed to run again', () => {
  const allowed = (args: readonly string[], allowedStepNames: readonly string[]): boolean =>
    given(stuck({ root: detail({ args }), obs: { allowedStepNames } })).kind === 'given';
  const saying = (...conf: string[]) => ['spark-submit', ...conf.flatMap((one) => ['--conf', one]), 's3://b/a.py'];

  test('by its own setting, or by its name', () => {
    expect(allowed(saying('spark.emrautotune.allow=true'), [])).toBe(true);
    expect(allowed(saying(), ['nightly join'])).toBe(true);
    expect(allowed(saying(), ['weekly join'])).toBe(false);
  });

  test('not where its own setting says otherwise, or something that is no yes, though its name is listed', () => {
    for (const word of ['false', 'maybe', ''])
      expect([word, allowed(saying(`spark.emrautotune.allow=${word}`), ['nightly join'])]).toEqual([word, false]);
  });

  test('by its name alone where its command is not spark-submit', () => {
    expect(allowed(['hive', '-f', 's3://b/q.sql'], ['nightly join'])).toBe(true);
    expect(allowed(['hive', '--conf', 'spark.emrautotune.allow=true'], [])).toBe(false);
  });
});
