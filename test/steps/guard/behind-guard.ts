import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { fingerprintFor } from '../../../lambda/remediator/fingerprint';
import { InputError } from '../../../lib/errors';
import {
  addGuard,
  addMarker,
  findMarker,
  type Guard,
  guardLength,
  parseStep,
  renderArguments,
  renderStep,
  rewriteSettings,
  type StepForm,
} from '../../../lib/steps';

const JAR = 'command-runner.jar';
const KEY = '11'.repeat(32);

const stepId = fc.string({ unit: fc.constantFrom(...'ABZ019'), minLength: 1, maxLength: 13 }).map((id) => `s-${id}`);
const anEarlierStep = fc
  .record(
    {
      stepId,
      tag: fc.constantFrom('emr-autotune-s-ROOT-1', 'etl', 'v1.2_x'),
      applicationId: fc.nat().map((n) => `application_1700000000000_${n}`),
      startedFromMs: fc.integer({ min: 1, max: 1_800_000_000_000 }),
      lastedMs: fc.nat(),
      ranAlone: fc.boolean(),
    },
    { requiredKeys: ['stepId', 'startedFromMs', 'lastedMs', 'ranAlone'] },
  )
  .map(({ lastedMs, ...one }) => ({ ...one, startedToMs: one.startedFromMs + lastedMs }));
/** A guard with one to three earlier steps. */
export const guards: fc.Arbitrary<Guard> = fc.record({
  root: stepId,
  attempt: fc.integer({ min: 1, max: 9 }),
  deployMode: fc.constantFrom('client', 'cluster'),
  earlier: fc.array(anEarlierStep, { minLength: 1, maxLength: 3 }),
});

type Submit = Extract<StepForm, { kind: 'spark-submit' }>;

const without = (form: StepForm): StepForm => {
  if (form.kind === 'unknown') return form;
  const { guard: _, ...rest } = form;
  return rest;
};

/** In what a command behind a guard differs from the command alone: as it is read, written, rewritten, marked and hashed. */
export function differencesBehind(
  guard: Guard,
  own: readonly string[],
  settings: Parameters<typeof rewriteSettings>[1],
): string[] {
  const command = ['spark-submit', ...own];
  const guarded = addGuard(command, guard);
  const form = parseStep(JAR, command);
  const behind = parseStep(JAR, guarded);
  const hash = (args: readonly string[], parsed: StepForm): string =>
    fingerprintFor({ jar: JAR, args, form: parsed }, KEY);
  const differs: [what: string, isSame: boolean][] = [
    ['the command', isDeepStrictEqual(guarded.slice(guardLength(guarded)), command)],
    ['as it is read', isDeepStrictEqual(without(behind), form)],
  ];
  if (form.kind === 'spark-submit' && behind.kind === 'spark-submit') {
    differs.push(
      ['as it is written', isDeepStrictEqual(renderStep(behind), guarded)],
      ['its hash', hash(guarded, behind) === hash(command, form)],
      ...differencesOf(form, behind, guard, settings, hash),
    );
  }
  return differs.flatMap(([what, isSame]) => (isSame ? [] : [what]));
}

/** As a resubmission is made of it: rewritten, marked, and put behind the guard of the next attempt. */
function differencesOf(
  form: Submit,
  behind: Submit,
  guard: Guard,
  settings: Parameters<typeof rewriteSettings>[1],
  hash: (args: readonly string[], form: StepForm) => string,
): [what: string, isSame: boolean][] {
  const marker = { root: guard.root, n: guard.attempt };
  const again = (one: Submit): string[] => renderArguments(addMarker(rewriteSettings(one.submit, settings), marker));
  const [plain, unwrapped] = [attempted(() => again(form)), attempted(() => again(behind))];
  if (plain === undefined || unwrapped === undefined) return [['refused', plain === unwrapped]];
  const wrapped = addGuard(plain, { ...guard, attempt: guard.attempt + 1 });
  const attempt = parseStep(JAR, wrapped);
  return [
    ['rewritten and marked', isDeepStrictEqual(plain, unwrapped)],
    ['the hash of its resubmission', hash(wrapped, attempt) === hash(plain, parseStep(JAR, plain))],
    ['the marker', attempt.kind === 'spark-submit' && isDeepStrictEqual(findMarker(attempt.submit), marker)],
  ];
}

/** Undefined where tags or values are refused. */
function attempted<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
