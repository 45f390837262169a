import { describe, expect, test } from 'vitest';
import { UnknownInstanceTypeError } from '../lib/catalog';
import { InputError, isInputError } from '../lib/errors';

describe('input errors', () => {
  test('carry a code, a one-line message and the name of their class', () => {
    const error = new InputError('bad-memory', '"x" is not a memory size');
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message }).toMatchObject({
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

  test('are known as such when another copy of the class threw them', () => {
    const foreign = Object.assign(new Error('no'), { isInputError: true, code: 'bad' });
    expect([isInputError(foreign), isInputError(new InputError('bad', 'no'))]).toEqual([true, true]);
    expect([isInputError(new Error('no')), isInputError({ isInputError: true })]).toEqual([false, false]);
  });
});
