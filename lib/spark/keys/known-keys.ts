import { isTimeUnit } from '../parse';
import { emrKeys } from './emr-keys';
import { SPARK_KEY_LINES, SPARK_MINORS } from './spark-keys.generated';
import type { KnownKey, ValueKind } from './types';

let table: ReadonlyMap<string, KnownKey> | undefined;

/** The key's entry; undefined for a key that neither Spark nor EMR registers or reads by that name. */
export function knownKey(key: string): KnownKey | undefined {
  return knownKeys().get(key);
}

/** Every known key by name. Parsed when first asked for: no command but `lint` needs it. */
export function knownKeys(): ReadonlyMap<string, KnownKey> {
  table ??= new Map(
    [...SPARK_KEY_LINES.trim().split('\n').map(parsed), ...emrKeys(SPARK_MINORS)].map((one) => [one.key, one]),
  );
  return table;
}

/** `major.minor` of a Spark version; beyond the recorded ones the nearest. */
export function minorOf(sparkVersion: string): string {
  const minor = sparkVersion.split('.').slice(0, 2).join('.');
  return SPARK_MINORS.includes(minor) ? minor : (SPARK_MINORS.at(-1) ?? minor);
}

/** Whether minor `a` comes before minor `b`. */
export function isBefore(a: string, b: string): boolean {
  return SPARK_MINORS.indexOf(a) < SPARK_MINORS.indexOf(b);
}

/** The default in that minor; undefined where it is unknown, computed or not set. */
export function defaultIn(known: KnownKey, minor: string): string | undefined {
  return known.defaults.findLast(({ since }) => !isBefore(minor, since))?.value || undefined;
}

/** What the key's values are in that minor; undefined where any text will do. */
export function kindIn(known: KnownKey, minor: string): ValueKind | undefined {
  return known.kinds.findLast(({ since }) => !isBefore(minor, since))?.kind ?? known.kinds[0]?.kind;
}

/** `key|first and last minor|kind|defaults|old`, each but the first maybe empty. */
function parsed(line: string): KnownKey {
  const [key = '', range = '', kind = '', defaults = '', old = ''] = line.split('|');
  return {
    key,
    since: range === '' ? undefined : SPARK_MINORS[Number(range[0])],
    until: range === '' ? undefined : SPARK_MINORS[Number(range[1])],
    kinds: kindsFrom(kind),
    defaults: defaults === '' ? [] : defaults.split(',').map(defaultFrom),
    ...oldFrom(old),
  };
}

/** `3:true`: the value from the minor with that place on. */
function defaultFrom(text: string): { since: string; value: string } {
  return { since: SPARK_MINORS[Number(text[0])] ?? '', value: text.slice(2) };
}

/** One kind, or `0=whole,1=bytes:b`: each from the minor with that place on. */
function kindsFrom(text: string): KnownKey['kinds'] {
  const oldest = SPARK_MINORS[0] ?? '';
  if (text === '') return [];
  if (!/^\d=/.test(text)) return [{ since: oldest, kind: kindOf(text) }];
  return text.split(',').map((run) => ({ since: SPARK_MINORS[Number(run[0])] ?? oldest, kind: kindOf(run.slice(2)) }));
}

function kindOf(text: string): ValueKind | undefined {
  const [kind = '', detail = ''] = text.split(':');
  if (kind === 'boolean' || kind === 'double') return { kind };
  if (kind === 'whole') return { kind, least: detail === '' ? undefined : Number(detail) };
  if (kind === 'bytes' && (detail === 'b' || detail === 'k' || detail === 'm')) return { kind, unit: detail };
  if (kind === 'time' && isTimeUnit(detail)) return { kind, unit: detail };
  const alternatives = text.slice('one:'.length).split('/');
  return kind === 'one' ? { kind, of: alternatives } : undefined;
}

/** `2:>spark.new.name`, `2:text` or `1!text`: renamed, deprecated or removed from the minor with that place on. */
function oldFrom(text: string): Pick<KnownKey, 'deprecated' | 'removed'> {
  const since = SPARK_MINORS[Number(text[0])];
  if (text === '' || since === undefined) return {};
  const words = text.slice(2);
  if (text[1] === '!') return { removed: { since, text: words } };
  return words.startsWith('>')
    ? { deprecated: { since, renamedTo: words.slice(1), text: '' } }
    : { deprecated: { since, text: words } };
}
