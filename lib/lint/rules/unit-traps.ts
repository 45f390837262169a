import { MIN_EXECUTOR_HEAP_MIB, MIN_JVM_HEAP_MIB, OLD_NAMES, parseWhole } from '../../spark';
import { kindOf, type LintFacts, placed, settingsInLayers } from '../facts';
import { shownValue } from '../shown-value';
import type { LintEdit, PlacedFinding, WrittenSetting } from '../types';

/** Parts of a container, for which less than so many MiB is never enough. */
const PARTS_OF_CONTAINER: ReadonlySet<string> = new Set([
  'spark.executor.memoryOverhead',
  'spark.driver.memoryOverhead',
  'spark.yarn.am.memoryOverhead',
  'spark.executor.pyspark.memory',
  'spark.yarn.am.memory',
]);
const MIN_PART_MIB = 64;

/** Of these less than 1 MiB is never meant; of other sizes in bytes a few may be. */
const NEVER_BELOW_1_MIB: ReadonlySet<string> = new Set([
  'spark.memory.offHeap.size',
  'spark.sql.files.maxPartitionBytes',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes',
  'spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes',
  'spark.sql.autoBroadcastJoinThreshold',
  'spark.driver.maxResultSize',
]);
const MIN_BYTES = 2 ** 20;

/** A bare number of this size or more is a count of bytes where a bare number means MiB: 1 TiB in MiB. */
const BYTES_TAKEN_FOR_MIB = 2 ** 20;

type Trap = Pick<PlacedFinding, 'message' | 'instead'> & { readonly value?: string };

/** Numbers without a unit, which mean another than the writer seems to think. */
export function unitTraps(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting): PlacedFinding[] => {
    const found = applicationIsUnit(setting, facts) ?? trapIn(setting, facts);
    if (found === undefined) return [];
    const { value, message, instead } = found;
    const { key } = setting;
    const fix: LintEdit = value === undefined ? { edit: 'remove', key } : { edit: 'set', key, value };
    return [{ id: 'unit-trap', severity: 'error', key, ...placed(setting), message, instead, fix: [fix] }];
  });
}

function trapIn({ key: written, value }: WrittenSetting, facts: LintFacts): Trap | undefined {
  const text = value.trim();
  const number = /^-?\d+$/.test(text) ? parseWhole(text) : undefined;
  const key = OLD_NAMES.get(written) ?? written;
  if (number === undefined) return key === 'spark.driver.memory' ? notOfJvm(written, text, facts) : undefined;
  const shown = shownValue(key, text);
  if (key === 'spark.executor.memory') return executorHeap(written, number, shown);
  if (key === 'spark.driver.memory') return driverHeap(written, number, shown, facts);
  const kind = kindOf(facts, key);
  if (kind?.kind !== 'bytes') return undefined;
  if (kind.unit === 'm' && number >= BYTES_TAKEN_FOR_MIB) {
    return advised(written, number, `a bare number means MiB here: ${shown} is ${Math.floor(number / 2 ** 20)} TiB`);
  }
  if (kind.unit === 'm' && PARTS_OF_CONTAINER.has(key) && number > 0 && number < MIN_PART_MIB) {
    return advised(
      written,
      number,
      `a bare number means MiB here: with ${number} MiB YARN kills the container, or the process in it ends`,
    );
  }
  if (kind.unit === 'b' && number > 0 && number < MIN_BYTES && NEVER_BELOW_1_MIB.has(key)) {
    const meant = `${number}m`;
    return {
      message: `a bare number means bytes here: ${shown} is less than 1 MiB`,
      instead: `write the unit: ${written}=${meant}, if MiB were meant`,
      value: meant,
    };
  }
  return undefined;
}

/** `UnifiedMemoryManager` reads a bare number as bytes where everything else reads MiB: no such number starts. */
function executorHeap(key: string, number: number, shown: string): Trap {
  if (number <= 0) return notPositive(key, shown);
  return advised(
    key,
    number,
    `without a unit ${shown} is MiB to YARN and bytes to Spark's memory manager, which refuses to start with less than ${MIN_EXECUTOR_HEAP_MIB * 2 ** 20}`,
  );
}

/** In client mode the launcher hands the text to the JVM as it is, and -Xmx counts bytes. */
function driverHeap(key: string, number: number, shown: string, { deployMode }: LintFacts): Trap | undefined {
  if (number <= 0) return notPositive(key, shown);
  if (deployMode !== 'cluster') {
    return advised(
      key,
      number,
      `without a unit ${shown} becomes -Xmx${number}, which is bytes to the JVM of a client-mode driver; it does not start`,
    );
  }
  if (number >= MIN_JVM_HEAP_MIB && number < BYTES_TAKEN_FOR_MIB) return undefined;
  return advised(
    key,
    number,
    `a bare number means MiB here, and Spark does not start in a heap of ${number} MiB, or none has as much`,
  );
}

/** Spark reads `4gb`, and the JVM `4g` alone. */
function notOfJvm(key: string, text: string, { deployMode }: LintFacts): Trap | undefined {
  const [, number, unit = ''] = /^(\d+)([kmgt])b$/i.exec(text) ?? [];
  if (number === undefined || deployMode === 'cluster') return undefined;
  const value = `${number}${unit.toLowerCase()}`;
  return {
    message: `it becomes -Xmx${text}, which the JVM of a client-mode driver cannot read; it does not start`,
    instead: `write ${key}=${value}`,
    value,
  };
}

const notPositive = (key: string, shown: string): Trap => ({
  message: `${shown} is not a size of memory; Spark refuses to start`,
  instead: `write ${key} with a unit, such as 4g, or leave it out`,
});

function advised(key: string, number: number, message: string): Trap {
  const minHeapMiB = key === 'spark.driver.memory' ? MIN_JVM_HEAP_MIB : MIN_EXECUTOR_HEAP_MIB;
  // Fewer MiB are too small for a heap.
  const isOfGiB = number < minHeapMiB;
  const value =
    number >= BYTES_TAKEN_FOR_MIB
      ? `${Math.max(1, Math.round(number / 2 ** 20))}m`
      : isOfGiB
        ? `${number}g`
        : `${number}m`;
  const unit = number >= BYTES_TAKEN_FOR_MIB ? 'bytes' : isOfGiB ? 'GiB' : 'MiB';
  return { message, instead: `write the unit: ${key}=${value}, if ${unit} were meant`, value };
}

/** `--executor-memory 20 GB job.py`: the shell makes two words of it, and spark-submit takes the second for the application. */
function applicationIsUnit({ value, flag, at }: WrittenSetting, { subject }: LintFacts): Trap | undefined {
  const unit = /^([kmgtp])i?b?$/i.exec(subject.submit?.application ?? '')?.[1]?.toLowerCase();
  if (unit === undefined || flag === undefined || !/^\d+$/.test(value)) return undefined;
  if ([...subject.settings, ...subject.options].some((one) => one.at > at)) return undefined;
  return {
    message: `the blank parts number and unit: it is ${value} without a unit, and spark-submit takes the unit for the application`,
    instead: `write ${flag} ${value}${unit}`,
    value: `${value}${unit}`,
  };
}
