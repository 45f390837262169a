import { expect, test } from 'vitest';
import { failureToJson, toFailure } from '../../lib/cli/failure';
import { violations } from '../support/schemas';

test('a failure that nobody expected asks for a report, in the form that all failures have', () => {
  const failure = toFailure(new TypeError('x is undefined;\n  see y'));
  expect(failure?.code).toBe('unexpected');
  const json = failure && failureToJson(failure, 'emr-autotune plan');
  expect(json?.error.message).toBe('unexpected failure: x is undefined, see y');
  expect(json?.error.change).toBe('please report it with the command you ran');
  expect(violations('error', json)).toEqual([]);
});

test('what is thrown and is no error is one as well', () => {
  expect(toFailure('ENOSPC')?.message).toContain('unexpected failure: ENOSPC');
});
