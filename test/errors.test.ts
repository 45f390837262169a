import { describe, expect, test } from 'vitest';
import { UnknownInstanceTypeError } from '../lib/catalog';
import { InputError } from '../lib/errors';

describe('input errors', () => {
  test('carry a code, a one-line message and the name of their class', () => {
    const error = new InputError('bad-memory', '"x" is not a memory size');
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message }).toEqual({
      code: 'bad-memory',
      name: 'InputError',
      message: '"x" is not a memory size',
    });
  });

  test('are told apart by class', () => {
    const error = new UnknownInstanceTypeError('x9.large', []);
    expect(error).toBeInstanceOf(InputError);
    expect([error.name, error.code]).toEqual(['UnknownInstanceTypeError', 'unknown-instance-type']);
  });
});
