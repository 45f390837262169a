import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import { DEFAULT_POLICY, policyOf } from '../../lib/remedy';

describe('the policy', () => {
  test('is the defaults with what was overridden', () => {
    expect(policyOf({ cooldownMinutes: 120 })).toEqual({ ...DEFAULT_POLICY, cooldownMinutes: 120 });
    expect(policyOf()).toEqual(DEFAULT_POLICY);
  });

  test.each([
    [null, 'policy must be an object'],
    [[], 'policy must be an object'],
    [{ memoryEntre: 0.9 }, 'policy has no threshold "memoryEntre"'],
    [{ toString: 1 }, 'policy has no threshold "toString"'],
    [{ memoryEnter: '0.9' }, 'memoryEnter must be a positive number, got "0.9"'],
    [{ memoryEnter: 95 }, 'memoryEnter is a share and must not exceed 1, got 95'],
    [{ cooldownMinutes: -1 }, 'cooldownMinutes must be a positive number'],
    [{ cooldownMinutes: null }, 'cooldownMinutes must be a positive number'],
    [{ breaches5: 2.5 }, 'breaches5 is a count and must be whole'],
    [{ breaches5: 6 }, 'breaches5 must not exceed window5'],
    [{ successorsIndependent: 1 }, 'successorsIndependent must be true or false'],
    [{ clientDelaySeconds: 10 }, 'clientDelaySeconds must be at least 60'],
    [{ settleSeconds: 60 }, 'settleSeconds must be at least 120'],
    [{ memoryLeave: 0.96 }, 'memoryLeave must be below memoryEnter'],
    [{ coresLeave: 0.4 }, 'coresLeave must be above coresEnter'],
    [{ cancelHeldMinutes: 5 }, 'cancelHeldMinutes must not be below cancelPageMinutes'],
    [{ workSeconds: 170 }, 'workSeconds must leave 30 s'],
    [{ workSeconds: 50 }, 'workSeconds must exceed callReserveSeconds by 20 s'],
    [{ leaseSeconds: 200 }, 'leaseSeconds must exceed timeoutSeconds by 60 s'],
  ])('fails for %j', (overrides, message) => {
    expect(() => policyOf(overrides)).toThrow(InputError);
    expect(() => policyOf(overrides)).toThrow(message);
  });
});
