import { describe, expect, test } from 'vitest';
import { decide, type FaultableCall, NO_FAULTS_YET, type NumberedFault } from '../../../lib/simulator/faults/decide';
import { parseApiFault } from '../../../lib/simulator/faults/parse';

const numbered = (...faults: object[]): NumberedFault[] =>
  faults.map((fault, i) => ({ number: i + 1, fault: parseApiFault(fault, 'fault') }));

const call = (atMs: number, operation = 'DescribeStep'): FaultableCall => ({ service: 'emr', operation, atMs });

/** The numbers of the faults that calls meet, one after another; 0: none. */
function course(seed: number, faults: readonly NumberedFault[], calls: readonly FaultableCall[]): number[] {
  let state = NO_FAULTS_YET;
  return calls.map((one) => {
    const decided = decide(seed, faults, state, one);
    state = decided.state;
    return decided.met?.number ?? 0;
  });
}

const many = (count: number, operation?: string): FaultableCall[] =>
  Array.from({ length: count }, (_, i) => call(i * 1000, operation));

describe('chance', () => {
  const half = numbered({ kind: 'lost', probability: 0.5 });

  test('is the same for the same seed, another for another, and near its probability', () => {
    const first = course(7, half, many(1000));
    expect(course(7, half, many(1000))).toEqual(first);
    expect(course(8, half, many(1000))).not.toEqual(first);
    const met = first.filter((number) => number === 1).length;
    expect(met).toBeGreaterThan(450);
    expect(met).toBeLessThan(550);
  });

  test('does not depend on the order among operations', () => {
    const [steps, lists] = [many(50, 'DescribeStep'), many(50, 'ListSteps')];
    const mixed = course(
      3,
      half,
      steps.flatMap((one, i) => [lists[i]!, one]),
    );
    expect(mixed.filter((_, i) => i % 2 === 1)).toEqual(course(3, half, steps));
    expect(mixed.filter((_, i) => i % 2 === 0)).toEqual(course(3, half, lists));
  });
});

describe('a fault', () => {
  test('meets no more calls than it says', () => {
    const faults = numbered({ kind: 'throttled', times: 2 }, { kind: 'lost', operations: ['ListSteps'] });
    expect(course(1, faults, [call(0), call(0), call(0), call(0, 'ListSteps')])).toEqual([1, 1, 0, 2]);
  });

  test('is the first of several that meet a call', () => {
    expect(course(1, numbered({ kind: 'lost' }, { kind: 'throttled' }), many(2))).toEqual([1, 1]);
  });

  test('of other services and operations does not meet it', () => {
    const faults = numbered({ kind: 'lost', services: ['sts'] }, { kind: 'lost', operations: ['ListSteps'] });
    expect(course(1, faults, many(3))).toEqual([0, 0, 0]);
  });
});

test('a bucket refuses what is beyond its burst, and fills again', () => {
  const faults = numbered({ kind: 'rate-limit', burst: 3, perSecond: 0.5 });
  const at = (...seconds: number[]): FaultableCall[] => seconds.map((s) => call(s * 1000));
  expect(course(1, faults, at(0, 0, 0, 0, 1, 2, 2, 60, 60, 60, 60))).toEqual([0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1]);
  // Each operation has a bucket of its own.
  expect(course(1, faults, [...at(0, 0, 0, 0), call(0, 'ListSteps')])).toEqual([0, 0, 0, 1, 0]);
});
