import { createHash, createHmac } from 'node:crypto';
import type { StepFacts } from '../../lib/remedy';
import { parseStep, renderArguments, type StepConfigInput, withoutOwnKeys } from '../../lib/steps';

type Work = Pick<StepFacts, 'jar' | 'mainClass' | 'args' | 'properties' | 'form'>;

/**
 * What a step runs, as a keyed digest: equal for equal work, useless for guessing arguments without the key.
 *
 * It covers jar, main class, properties and arguments. The action on failure is left out: it says what EMR does after a failure, and the
 * same work that others submit with another one is still the same work.
 *
 * @param keyHex 32 bytes of the lineage
 */
export function fingerprintFor({ jar, mainClass = '', args, properties = {}, form }: Work, keyHex: string): string {
  const own = form.kind === 'spark-submit' ? renderArguments(withoutOwnKeys(form.submit)) : args;
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', Buffer.from(keyHex, 'hex'))
    .update(JSON.stringify([jar, mainClass, sorted, own]))
    .digest('hex');
}

/** As {@link fingerprintFor}, of a step that is about to be added. */
export function fingerprintForRequest({ HadoopJarStep }: StepConfigInput, keyHex: string): string {
  const { Jar: jar, MainClass: mainClass, Args: args, Properties = [] } = HadoopJarStep;
  const properties = Object.fromEntries(Properties.map(({ Key, Value }) => [Key, Value]));
  return fingerprintFor({ jar, mainClass, args, properties, form: parseStep(jar, args) }, keyHex);
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const DATE = String.raw`(?<!\d)(?:19|20)\d{2}[-_/.]?(?:0[1-9]|1[0-2])[-_/.]?(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`[T _-]?[0-2]\d[-:_]?[0-5]\d(?:[-:_]?[0-5]\d)?(?:\.\d+)?Z?`;
const MOMENT = new RegExp(`${DATE}(?:${TIME})?(?!\\d)`, 'g');
/** Run numbers and hashes: long runs of hex digits with at least one digit. */
const RUN_ID = /\b(?=[0-9a-f]*\d)[0-9a-f]{5,}\b|\d{5,}/gi;

/** A text without what differs from one run to the next: dates, times, run ids. */
export const withoutRun = (text: string): string =>
  text.replace(UUID, '').replace(MOMENT, '').replace(RUN_ID, '').trim();

/** Identifies a job over its runs: step name without dates and run ids, application, main class. */
export function jobKeyFor({ name, form }: Pick<StepFacts, 'name' | 'form'>): string | undefined {
  if (form.kind !== 'spark-submit') return undefined;
  const { application, options } = form.submit;
  const mainClass = options.findLast((option) => option.name === '--class')?.value ?? '';
  const job = withoutRun(name).toLowerCase();
  return createHash('sha256')
    .update(JSON.stringify([job, application, mainClass]))
    .digest('hex')
    .slice(0, 32);
}
