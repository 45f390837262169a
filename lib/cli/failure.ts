import { CommanderError } from 'commander';
import { isInputError } from '../errors';
import { SCHEMA_VERSION } from '../render';

/** What a command that fails prints on stderr under `--json`, in one line; the exit code is 2. */
export interface ErrorJson {
  schemaVersion: number;
  error: {
    /** Stable identifier of the failure, such as `unknown-instance-type`. */
    code: string;
    /** One line: which value, what is allowed. */
    message: string;
    /** What to change; what explains the usage where the message says all. */
    change: string;
  };
}

/** A failure as every form shows it. */
export interface Failure {
  readonly code: string;
  /** One line. */
  readonly message: string;
}

/** The failure that an error is; undefined for help and version, which commander throws too. */
export function toFailure(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    return {
      code: kebab(error.code.replace(/^commander\./, '')),
      message: oneLine(error.message.replace(/^error: /, '')),
    };
  }
  if (isInputError(error)) return { code: error.code, message: oneLine(error.message) };
  const text = error instanceof Error ? error.message : String(error);
  // The first semicolon parts what is wrong from what to do.
  const reason = oneLine(text).replaceAll('; ', ', ');
  return {
    code: 'unexpected',
    message: `unexpected failure: ${reason}; please report it with the command you ran`,
  };
}

/** @param command whose help explains the usage: `emr-autotune plan` */
export function failureToJson({ code, message }: Failure, command: string): ErrorJson {
  const at = message.indexOf('; ');
  const [said, change] = at < 0 ? [message, `see ${command} --help`] : [message.slice(0, at), message.slice(at + 2)];
  return { schemaVersion: SCHEMA_VERSION, error: { code, message: said, change } };
}

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
