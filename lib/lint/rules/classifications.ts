import { findMeantClassification } from '../../catalog';
import { EXECUTOR_INSTANCES } from '../../spark';
import { type LintFacts, placed } from '../facts';
import type { PlacedFinding, WrittenBlock } from '../types';

/** A list of classifications as a whole: names, doubles, values that are not strings. */
export function classifications({ subject }: LintFacts): PlacedFinding[] {
  return subject.blocks.flatMap((block) => [...misnamed(block), ...twice(block, subject.blocks), ...notText(block)]);
}

function misnamed({ classification, ...block }: WrittenBlock): PlacedFinding[] {
  const meant = findMeantClassification(classification);
  if (meant === undefined) return [];
  return [
    {
      id: 'misspelt-classification',
      severity: 'error',
      ...placed(block),
      message: 'EMR has no classification of this name, and refuses the cluster',
      instead: `write ${meant}`,
      fix: [{ edit: 'rename-classification', classification, to: meant }],
    },
  ];
}

function twice({ classification, ...block }: WrittenBlock, blocks: readonly WrittenBlock[]): PlacedFinding[] {
  // Groups, and the types of a fleet, have lists of their own.
  const isFirst =
    blocks.find(
      ({ group, ...one }) =>
        one.classification === classification &&
        group?.name === block.group?.name &&
        group?.instanceType === block.group?.instanceType,
    )?.at === block.at;
  // Environment files hold any number of export blocks, one in each.
  if (isFirst || classification === 'export') return [];
  return [
    {
      id: 'classification-twice',
      severity: 'error',
      ...placed(block),
      message: 'the list has this classification twice; only one of them counts, or EMR refuses the list',
      instead: 'put the properties of both into one',
    },
  ];
}

function notText({ classification, properties, places, ...block }: WrittenBlock): PlacedFinding[] {
  return [...properties].flatMap(([key, value]): PlacedFinding[] => {
    // CloudFormation's functions, such as Ref and Fn::Sub, are objects until they are resolved.
    if (typeof value === 'string' || isFunctionCall(value)) return [];
    return [
      {
        id: 'property-not-text',
        severity: 'error',
        key,
        ...placed(places?.get(key) ?? block),
        message: `its value is not a string but ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}; EMR refuses it`,
        instead: 'put it in quotes',
        // Of what nothing is known but its form no text is right.
        ...(typeof value === 'object'
          ? {}
          : { fix: [{ edit: 'set', key, value: String(value), classification }] as const }),
      },
    ];
  });
}

const isFunctionCall = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

const MAXIMIZE = 'maximizeResourceAllocation';

/** maximizeResourceAllocation writes one executor a node from the core type; beside explicit sizes or a mixed fleet neither holds. */
export function maximizeResourceAllocation(facts: LintFacts): PlacedFinding[] {
  const { value: isOn, place } = facts.effective.spark.maximizesResources ?? {};
  const isHere = facts.subject.blocks.some((one) => one.classification === 'spark' && one.properties.has(MAXIMIZE));
  if (isOn !== true || place === undefined || !isHere) return [];
  const explicit = ['spark.executor.memory', 'spark.executor.cores', EXECUTOR_INSTANCES].filter((key) =>
    facts.subject.settings.some((one) => one.key === key),
  );
  const types = new Set(facts.hardware?.nodes.map(({ instanceType }) => instanceType));
  const at = {
    id: 'maximize-resource-allocation' as const,
    key: MAXIMIZE,
    ...placed(place),
  };
  const fix = [{ edit: 'remove', key: MAXIMIZE, classification: 'spark' }] as const;
  const instead =
    'leave it out, and write executor memory, overhead and cores: emr-autotune plan --format classification';
  if (explicit.length > 0) {
    return [
      {
        ...at,
        severity: 'warning',
        message: `it computes executor sizes, and ${explicit.join(', ')} set them as well: one of the two is not meant`,
        instead,
        fix,
      },
    ];
  }
  if (types.size > 1) {
    return [
      {
        ...at,
        severity: 'warning',
        message: `it sizes one executor for a node of the core type, which may fit none of ${[...types].join(', ')} well or at all`,
        instead,
        fix,
      },
    ];
  }
  return [
    {
      ...at,
      severity: 'note',
      message:
        'one executor takes a whole node: few, large heaps, and whatever they leave of cores and memory stands idle',
      instead,
      fix,
    },
  ];
}
