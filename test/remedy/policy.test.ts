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
    [{ memoryEnter: '0.9' }, 'memoryEnter must be a number, got "0.9"'],
    [{ memoryEnter: 95 }, 'memoryEnter must be 0.5 to 1 (a share), got 95'],
    [{ cooldownMinutes: -1 }, 'cooldownMinutes must be 10 to 1440 minutes, got -1'],
    [{ cooldownMinutes: null }, 'cooldownMinutes must be a number'],
    [{ breaches5: 2.5 }, 'breaches5 is a count and must be whole'],
    [{ breaches5: 6 }, 'breaches5 must not exceed window5'],
    [{ successorsIndependent: 1 }, 'successorsIndependent must be true or false'],
    [{ clientDelaySeconds: 60 }, 'clientDelaySeconds must be 120 to 900 seconds, got 60'],
    [{ clockMarginSeconds: 80 }, 'clientDelaySeconds must leave 45 s beside clockMarginSeconds'],
    [{ settleSeconds: 60 }, 'settleSeconds must be 120 to 600 seconds, got 60'],
    [{ startsPerClusterDay: 1000 }, 'startsPerClusterDay must be 1 to 24 (a count), got 1000'],
    [{ cancelPageMinutes: 20, cancelHeldMinutes: 15 }, 'cancelHeldMinutes must not be below cancelPageMinutes'],
    [{ workSeconds: 170 }, 'workSeconds must leave 30 s'],
    [{ workSeconds: 60, callReserveSeconds: 50 }, 'workSeconds must exceed callReserveSeconds by 20 s'],
    [{ leaseSeconds: 200 }, 'leaseSeconds must exceed timeoutSeconds by clockMarginSeconds'],
    [{ clockMarginSeconds: 75 }, 'leaseSeconds must exceed timeoutSeconds by clockMarginSeconds'],
  ])('fails for %j', (overrides, message) => {
    expect(() => policyOf(overrides)).toThrow(InputError);
    expect(() => policyOf(overrides)).toThrow(message);
  });
});
