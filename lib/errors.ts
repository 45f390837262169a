/**
 * An input that cannot be used: says which value, what is allowed and what to change, in one line.
 *
 * The command line prints `message` and exits with 2; constructs throw it at synthesis; the Lambda logs it.
 * Messages are lower case, without a full stop, and carry no argument values of a step.
 */
export class InputError extends Error {
  /** Marks the class across bundles, of which each has a copy of it. */
  readonly isInputError = true;

  constructor(
    /** Stable identifier of the failure, for example `unknown-instance-type`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Whether an error is an `InputError`, thrown by this or by another bundle. */
export function isInputError(error: unknown): error is InputError {
  return error instanceof Error && (error as Partial<InputError>).isInputError === true;
}

/** CDK writes an unresolved number as about −1.9e289, and an unresolved text with this in it. */
const TOKEN_NUMBER = -1e280;
const TOKEN_TEXT = '${Token[';

/** A value as a message shows it: what CDK resolves only at deployment is named as such, not by its encoding. */
export function shown(value: number | string): string {
  const unresolved = typeof value === 'number' ? value < TOKEN_NUMBER : value.includes(TOKEN_TEXT);
  if (unresolved) return 'a token that is resolved only at deployment; give a value that is known at synthesis';
  return typeof value === 'number' ? String(value) : `"${value}"`;
}
