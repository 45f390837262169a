import { CfnParameter, Duration } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { WatchTarget } from '../../../lib';
import { newStack } from '../synth';
import { newRemediator } from './support';

describe('the inputs of a step remediator', () => {
  test.each(['j-lower', 'i-123', ''])('fail for the cluster id "%s"', (id) => {
    expect(() => WatchTarget.id(id)).toThrow(`got "${id}"`);
  });

  test('fail for a tag that says nothing or says who may act', () => {
    expect(() => WatchTarget.tagged('', 'x')).toThrow(/key must not be empty/);
    expect(() => WatchTarget.tagged('team', '')).toThrow(/value must not be empty/);
    expect(() => WatchTarget.tagged('emr-autotune', 'x')).toThrow(/watch by another tag/);
  });

  test('fail for thresholds that the protocol was not proven for', () => {
    expect(() => newRemediator({ thresholds: { memoryEntre: 0.9 } as object })).toThrow(
      'policy has no threshold "memoryEntre"; did you mean memoryEnter?',
    );
    expect(() => newRemediator({ thresholds: { memory_enter: 0.9 } as object })).toThrow(
      'policy has no threshold "memory_enter"; did you mean memoryEnter?',
    );
    expect(() => newRemediator({ thresholds: { greed: 0.9 } as object })).toThrow(/it has memoryEnter, coresEnter, /);
    expect(() => newRemediator({ thresholds: { memoryEnter: 97 } })).toThrow(/memoryEnter must be 0.5 to 1/);
    expect(() => newRemediator({ thresholds: { clientDelaySeconds: 1 } })).toThrow(/must be 120 to 900 seconds/);
  });

  test.each([901, 200.5])('fail for a timeout of %s s, which Lambda refuses', (timeoutSeconds) => {
    expect(() => newRemediator({ thresholds: { timeoutSeconds, leaseSeconds: 1_200 } })).toThrow(
      /timeoutSeconds.* must be (90 to 900 seconds|a whole number from 1 to 900), got (901|200.5)/,
    );
  });

  test('fail for a token where the engine must know', () => {
    const number = new CfnParameter(newStack(), 'N', { type: 'Number' });

    expect(() => newRemediator({ thresholds: { memoryEnter: number.valueAsNumber } })).toThrow(
      /^`thresholds.memoryEnter` must be known at synthesis/,
    );
    expect(() => newRemediator({ interval: Duration.minutes(number.valueAsNumber) })).toThrow(
      /^`interval` must be known/,
    );
    expect(() => newRemediator({ allowedStepNames: [number.valueAsString] })).toThrow(
      /^`allowedStepNames` must be known/,
    );
  });

  test('fail for a tag key that is a token, as permissions are bound to it', () => {
    const key = new CfnParameter(newStack(), 'Key').valueAsString;

    expect(() => WatchTarget.tagged(key, 'x')).toThrow(/key must be known at synthesis/);
    expect(() => WatchTarget.tagged('team', key)).not.toThrow();
  });

  test.each([Duration.seconds(30), Duration.seconds(90), Duration.hours(2)])(
    'fail for an interval of %s',
    (interval) => {
      expect(() => newRemediator({ interval })).toThrow(/`interval` must be 1 to 60 whole minutes/);
    },
  );

  test('fail for concurrency of none', () => {
    expect(() => newRemediator({ reservedConcurrentExecutions: 0 })).toThrow(/`reservedConcurrentExecutions`.*got 0/);
  });
});
