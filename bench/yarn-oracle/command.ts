import { parseArgs } from 'node:util';
import { MissingTool, OracleFailure } from '../tools';

/** Flags that cannot be used; its message is one line. */
export class UsageError extends Error {}

type Options = Readonly<Record<string, { type: 'string' | 'boolean' }>>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

/** @throws UsageError on an unknown flag, a repeated one, or one without its value. */
export function readFlags(options: Options): Values {
  try {
    const { values, tokens } = parseArgs({ options, strict: true, allowPositionals: false, tokens: true });
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice) throw new UsageError(`--${twice} is given twice`);
    return values as Values;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message.split(/[.\n]/)[0] ?? 'bad flags');
  }
}

/** @throws UsageError unless the text is a whole number within the bounds. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, got '${text}'`);
  }
  return value;
}

/** Runs a command and ends the process by its exit code; a missing tool ends it by 0 where `--or-skip` is given. */
export async function runCommand(name: string, command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (error instanceof MissingTool && process.argv.includes('--or-skip')) {
      process.stdout.write(`skipped: ${error.message}\n`);
      return;
    }
    if (!(error instanceof MissingTool || error instanceof OracleFailure || error instanceof UsageError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = 2;
  }
}
