import { type LintFacts, placed, settingsInLayers } from '../facts';
import type { PlacedFinding } from '../types';

/** A setting whose value names one of Spark's own classes by a short name, or any class by its full one. */
interface Named {
  readonly key: string;
  readonly short: readonly string[];
  /** What is meant by a name that has a part of it. */
  readonly classes?: Readonly<Record<string, string>>;
}

/** `CompressionCodec`, `SparkEnv`, `SchedulingMode`: the short names that Spark 2.4 to 4.0 know. */
const NAMED: readonly Named[] = [
  { key: 'spark.io.compression.codec', short: ['lz4', 'lzf', 'snappy', 'zstd'] },
  { key: 'spark.shuffle.manager', short: ['sort', 'tungsten-sort'] },
  { key: 'spark.scheduler.mode', short: ['FIFO', 'FAIR'] },
  {
    key: 'spark.serializer',
    short: [],
    classes: {
      kryo: 'org.apache.spark.serializer.KryoSerializer',
      java: 'org.apache.spark.serializer.JavaSerializer',
    },
  },
];

/** Names that Spark does not find; it refuses to start, or its first job fails. */
export function names(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting): PlacedFinding[] => {
    const named = NAMED.find(({ key }) => key === setting.key);
    if (named === undefined || isFound(named, setting.value.trim())) return [];
    const { key, short, classes = {} } = named;
    const part = Object.keys(classes).find((one) => setting.value.toLowerCase().includes(one));
    const meant = part === undefined ? undefined : classes[part];
    return [
      {
        id: 'bad-value',
        severity: 'error',
        key,
        ...placed(setting),
        message: 'Spark has nothing of the name that is its value; it refuses to start',
        instead: `write ${meant ?? `one of ${short.join(', ')}`}, or leave it out`,
        fix: [meant === undefined ? { edit: 'remove', key } : { edit: 'set', key, value: meant }],
      },
    ];
  });
}

function isFound({ short, classes }: Named, value: string): boolean {
  if (value.includes('$')) return true;
  if (short.some((one) => one.toLowerCase() === value.toLowerCase())) return true;
  // Anybody's class may be on the class path; of Spark's own package only its two serializers are.
  if (!value.includes('.')) return false;
  return (
    classes === undefined || !value.startsWith('org.apache.spark.serializer.') || Object.values(classes).includes(value)
  );
}
