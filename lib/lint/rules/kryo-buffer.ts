import { findBytes, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

/** Kryo's buffers are Java arrays: 2 GiB is their end (`KryoSerializer`). */
const LIMIT_MIB = 2048;

const BUFFERS = [
  { key: 'spark.kryoserializer.buffer.max', instead: '1g' },
  { key: 'spark.kryoserializer.buffer', instead: '64k' },
] as const;

/** A Kryo buffer of 2 GiB or more, with which Spark does not start even where nothing uses Kryo. */
export function kryoBuffer(facts: LintFacts): PlacedFinding[] {
  return BUFFERS.flatMap(({ key, instead }): PlacedFinding[] => {
    const place = placeOf(facts, key);
    const bytes = findBytes(facts, key);
    if (place === undefined || bytes === undefined || bytes < LIMIT_MIB * 2 ** 20) return [];
    return [
      {
        id: 'kryo-buffer-too-large',
        severity: 'error',
        key,
        ...place,
        message: `${Math.floor(bytes / 2 ** 20)} MiB: a Kryo buffer must be smaller than ${LIMIT_MIB} MiB; Spark refuses to start`,
        instead: `write ${key}=${instead}, or up to 2047m`,
        fix: [{ edit: 'set', key, value: instead }],
      },
    ];
  });
}
