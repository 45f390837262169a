import { describe, expect, test } from 'vitest';
import { InputError } from '../../../lib/errors';
import { scenarioWith } from '../support';

const faults = (...api: unknown[]) => scenarioWith({ faults: { api } }).faults;

describe('the faults of a scenario', () => {
  test('are none by default', () => {
    expect(scenarioWith({}).faults).toMatchObject({ seed: 1, api: [] });
  });

  test('meet all calls at all times where they do not say otherwise', () => {
    expect(faults({ kind: 'lost' }).api).toEqual([
      { kind: 'lost', fromMinutes: 0, probability: 1, effect: 'none', delayMs: 0 },
    ]);
    expect(faults({ kind: 'rate-limit' }).api[0]).toMatchObject({ burst: 10, perSecond: 0.5 });
  });

  test.each([
    ['of a kind that is not known', { kind: 'slow' }, '`faults.api[0].kind` must be one of throttled, rate-limit'],
    ['with a field of another kind', { kind: 'throttled', delayMs: 5 }, 'unknown field `faults.api[0].delayMs`'],
    ['of another service', { kind: 'lost', services: ['s3'] }, '`faults.api[0].services[0]` must be one of emr'],
    [
      'of an operation that is not there',
      { kind: 'lost', operations: ['DescribeSteps'] },
      '`faults.api[0].operations[0]` must be the name',
    ],
    ['without a chance', { kind: 'lost', probability: 0 }, '`faults.api[0].probability` must be a number above 0'],
    ['that end before they begin', { kind: 'lost', fromMinutes: 5, toMinutes: 5 }, '`faults.api[0].toMinutes`'],
    [
      'of an effect that cannot be',
      { kind: 'unavailable', effect: 'late' },
      '`faults.api[0].effect` must be one of none, done',
    ],
    ['without a form', { kind: 'malformed' }, '`faults.api[0].form` must be one of empty'],
    ['that are not objects', 'lost', '`faults.api[0]` must be an object, got "lost"'],
  ])('fail %s', (_, fault, message) => {
    const parse = (): unknown => faults(fault);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
  });
});
