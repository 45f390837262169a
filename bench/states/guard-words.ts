import { parseStep } from '../../lib/steps';
import type { GuardWords } from './steps';

const JAR = 'command-runner.jar';
/** Where the guard's words begin: shell, option, script, its name and version come before them. */
const WORDS = 5;

const known = new Map<string, { args: readonly string[]; guard?: GuardWords }>();

/** A submitted command without the guard before it, and what that guard was told; times are left out, the model knows them. */
export function withoutGuard(args: readonly string[]): { args: readonly string[]; guard?: GuardWords } {
  const key = args.join('\n');
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const { guard } = parseStep(JAR, args) as { guard?: readonly string[] };
  const made =
    guard === undefined ? { args } : { args: args.slice(guard.length), guard: toWords(guard.slice(WORDS, -1)) };
  known.set(key, made);
  return made;
}

const toWords = ([attempt = '', mode = '', ...earlier]: readonly string[]): GuardWords => ({
  attempt,
  mode: mode === 'cluster' ? 'cluster' : 'client',
  earlier: earlier.map((word) => word.split(',')[0] ?? ''),
});
