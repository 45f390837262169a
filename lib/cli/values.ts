import { InputError } from '../errors';
import { MAX_OVERSUBSCRIPTION } from '../sizing';
import { MIN_EXECUTOR_HEAP_MIB, parseMemoryMiB } from '../spark';

/** Digits, or groups of three separated by `_` or `,`: `1,5` is not fifteen. */
const WHOLE = /^(\d+|\d{1,3}([_,]\d{3})+)$/;

/** A positive whole number; thousands may be grouped by `_` or `,`. */
export function wholeNumber(option: string, text: string): number {
  const value = WHOLE.test(text) ? Number(text.replace(/[_,]/g, '')) : Number.NaN;
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${option} must be a positive whole number, got "${text}"`);
  }
  return value;
}

/** A positive number, fractions allowed. */
export function positiveNumber(option: string, text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InputError('not-positive', `${option} must be a positive number, got "${text}"`);
  }
  return value;
}

/** Task slots for each vCPU. */
export function oversubscription(option: string, text: string): number {
  const factor = positiveNumber(option, text);
  if (factor >= 1 && factor <= MAX_OVERSUBSCRIPTION) return factor;
  throw new InputError('out-of-range', `${option} must be from 1 to ${MAX_OVERSUBSCRIPTION}, got "${text}"`);
}

/** A share above 0, at most 1: `0.85` or `85%`. */
export function share(option: string, text: string): number {
  const [, number, isPercent] = /^(.*?)\s*(%?)$/.exec(text.trim()) ?? [];
  const value = positiveNumber(option, number ?? '') / (isPercent ? 100 : 1);
  if (value <= 1) return value;
  throw new InputError('out-of-range', `${option} must be above 0 and at most 1, such as 0.85 or 85%, got "${text}"`);
}

/** `r5.4xlarge:82`, or a range `r5.4xlarge:10-200`. */
export function nodes(option: string, text: string): { instanceType: string; min: number; max: number } {
  const match = /^([^:\s]+):(-?[^:-]+)(?:-(.+))?$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new InputError(
      'bad-nodes',
      `${option} takes TYPE:COUNT or TYPE:MIN-MAX, such as r5.4xlarge:82, got "${text}"`,
    );
  }
  const min = wholeNumber(`the count of ${option}`, match[2]);
  const max = match[3] === undefined ? min : wholeNumber(`the count of ${option}`, match[3]);
  if (min > max) {
    throw new InputError(
      'bad-range',
      `${option} ${text}: the range goes from ${min} to ${max}; put the smaller number first`,
    );
  }
  return { instanceType: match[1], min, max };
}

/** Memory as Spark writes it, in MiB; zero is refused, and a number without a unit, which would be MiB where GiB may be meant. */
export function memoryMiB(option: string, text: string): number {
  const mib = readMemory(option, text);
  if (mib <= 0) throw new InputError('not-positive', `${option} must be at least 1 MiB, got "${text}"`);
  if (/^\s*\d+\s*$/.test(text)) {
    const number = text.trim();
    const meant = mib < MIN_EXECUTOR_HEAP_MIB ? `${number}g` : `${number}m`;
    throw new InputError('no-unit', `${option}: "${number}" has no unit; write ${meant}, or another unit`);
  }
  return mib;
}

/** An executor's heap, MiB. */
export function executorHeapMiB(option: string, text: string): number {
  const mib = memoryMiB(option, text);
  if (mib >= MIN_EXECUTOR_HEAP_MIB) return mib;
  throw new InputError(
    'heap-too-small',
    `${option}: no executor starts with ${text}; Spark needs ${MIN_EXECUTOR_HEAP_MIB}m`,
  );
}

function readMemory(option: string, text: string): number {
  try {
    return parseMemoryMiB(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, `${option}: ${error.message}`);
  }
}

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
  PIB: 2 ** 50,
};

/** A data size in bytes: `2TB` is 2 × 10¹², `2TiB` is 2 × 2⁴⁰. */
export function byteCount(option: string, text: string): number {
  const match = /^([\d.]+)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : BYTES[(match[2] ?? '').toUpperCase()];
  const bytes = match === null || factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new InputError('bad-bytes', `${option} must be a size such as 2TB or 500GiB, got "${text}"`);
  }
  if (match?.[2] === '') {
    const number = text.trim();
    throw new InputError(
      'no-unit',
      `${option}: "${number}" has no unit; write ${number}GB, ${number}B for bytes, or another unit`,
    );
  }
  return bytes;
}

/** `key=value`, the value as it is. */
export function setting(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0 || !text.startsWith('spark.')) {
    throw new InputError(
      'bad-setting',
      `${option} takes spark.KEY=VALUE, got "${text.slice(0, Math.max(at, 0)) || text}"`,
    );
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
