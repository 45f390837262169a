/**
 * An input that cannot be used: says which value, what is allowed and what to change, in one line.
 *
 * The command line prints `message` and exits with 2; constructs throw it at synthesis; the Lambda logs it.
 * Messages are lower case, without a full stop, and carry no argument values of a step.
 */
export class InputError extends Error {
  constructor(
    /** Stable identifier of the failure, for example `unknown-instance-type`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
