import { grouped } from '../../numbers';
import { offHeapIsInContainer } from '../../spark';
import { findBytes, isOn, type LintFacts, placeOf, readable } from '../facts';
import { perNode } from '../size-on-cluster';
import type { Place, PlacedFinding } from '../types';

const ENABLED = 'spark.memory.offHeap.enabled';
const SIZE = 'spark.memory.offHeap.size';
const PYSPARK = 'spark.executor.pyspark.memory';

/** Off-heap and PySpark memory: half set, or taken for memory that comes on top of the container. */
export function offHeap(facts: LintFacts): PlacedFinding[] {
  const enabled = isOn(facts, ENABLED);
  const bytes = findBytes(facts, SIZE) ?? 0;
  // A few bytes are less than the MiB in which sizes are counted here, and set all the same.
  const size = bytes > 0 ? Math.max(1, Math.floor(bytes / 2 ** 20)) : 0;
  return [
    ...halfSet(facts, enabled, size),
    ...inContainer(facts, enabled ? size : 0),
    ...pysparkInContainer(facts),
    ...pysparkOfJvm(facts),
  ];
}

function halfSet(facts: LintFacts, enabled: boolean, size: number): PlacedFinding[] {
  if (enabled && size === 0) {
    const place = placeOf(facts, ENABLED) ?? placeOf(facts, SIZE);
    if (place === undefined) return [];
    return [
      {
        id: 'off-heap-half-set',
        severity: 'error',
        key: ENABLED,
        ...place,
        message: `off-heap memory is on, but its size is 0; Spark refuses to start (the size must be positive)`,
        instead: `set ${SIZE}, such as 4g, or leave ${ENABLED} out`,
        fix: [
          { edit: 'remove', key: ENABLED },
          { edit: 'remove', key: SIZE },
        ],
      },
    ];
  }
  const place = placeOf(facts, SIZE);
  if (enabled || size === 0 || place === undefined) return [];
  return [
    {
      id: 'off-heap-half-set',
      severity: 'warning',
      key: SIZE,
      ...place,
      message: `${ENABLED} is not true, so no off-heap memory is used`,
      instead: `set ${ENABLED}=true as well, or leave ${SIZE} out`,
      fix: [{ edit: 'remove', key: SIZE }],
    },
  ];
}

/** The container is heap + overhead + off-heap + PySpark memory since 3.0; before, off-heap memory lies within the overhead. */
function inContainer(facts: LintFacts, sizeMiB: number): PlacedFinding[] {
  const { executor, settings } = facts;
  const place = placeOf(facts, SIZE) ?? placeOf(facts, ENABLED);
  if (sizeMiB === 0 || place === undefined) return [];
  if (!offHeapIsInContainer(facts.release.sparkVersion)) {
    const overhead = executor?.memoryOverheadMiB;
    const isCovered = settings.has('spark.executor.memoryOverhead') && overhead !== undefined && overhead > sizeMiB;
    if (isCovered) return [];
    return [
      {
        id: 'off-heap-in-overhead',
        severity: 'error',
        key: SIZE,
        ...place,
        message: `before Spark 3.0 off-heap memory is not asked for: it lies within the overhead${overhead === undefined ? '' : ` of ${grouped(overhead)} MiB`}, and YARN kills a container that outgrows it`,
        instead: `raise spark.executor.memoryOverhead by ${grouped(sizeMiB)} MiB`,
        ...(overhead === undefined
          ? {}
          : { fix: [{ edit: 'set', key: 'spark.executor.memoryOverhead', value: `${overhead + sizeMiB}m` }] as const }),
      },
    ];
  }
  return [inSum(facts, SIZE, place, sizeMiB)].flatMap((found) => found ?? []);
}

/** What a part of the container costs: how many executors fit on a node with and without it. */
function inSum(facts: LintFacts, key: string, place: Place, partMiB: number): PlacedFinding | undefined {
  const { executor, hardware } = facts;
  if (executor === undefined || partMiB === 0) return undefined;
  const { memoryMiB, memoryOverheadMiB, offHeapMiB, pysparkMiB, containerMiB } = executor;
  const parts = [memoryMiB, memoryOverheadMiB, offHeapMiB, pysparkMiB].filter((part) => part > 0).map(grouped);
  const without = { ...executor, containerMiB: containerMiB - partMiB };
  const fewer = (hardware?.nodes ?? []).flatMap((node) => {
    const [most, fit] = [perNode(facts, node, without), perNode(facts, node, executor)];
    return most === fit ? [] : [`${fit} instead of ${most} fit on a ${node.instanceType}`];
  });
  return {
    id: 'counts-in-container',
    severity: 'note',
    key,
    ...place,
    message: `it counts in the container: ${parts.join(' + ')} = ${grouped(containerMiB)} MiB${fewer.length > 0 ? `; ${fewer.join(', ')}` : ', more than heap and overhead suggest'}`,
    instead: 'take it from the heap if the container is to stay as large as heap and overhead make it',
  };
}

/** PySpark memory, where it is set apart from the overhead. */
function pysparkInContainer(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, PYSPARK);
  const found = place === undefined ? undefined : inSum(facts, PYSPARK, place, facts.executor?.pysparkMiB ?? 0);
  return found === undefined ? [] : [found];
}

/** spark-submit tells YARN's client whether the application is Python; PySpark's memory counts only then. */
function pysparkOfJvm(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, PYSPARK);
  if (place === undefined || readable(() => facts.settings.boolean('spark.yarn.isPython')) !== false) return [];
  return [
    {
      id: 'pyspark-memory-unused',
      severity: 'warning',
      key: PYSPARK,
      ...place,
      message: 'the application is not a Python script, so this does nothing',
      instead: 'leave it out',
      fix: [{ edit: 'remove', key: PYSPARK }],
    },
  ];
}
