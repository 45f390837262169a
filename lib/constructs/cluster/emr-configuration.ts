import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { Classification } from '../../catalog';
import { InputError } from '../../errors';

/** An EMR configuration classification, such as `spark-defaults` or `yarn-site`. */
export interface EmrConfiguration {
  /** The name of the classification. */
  readonly classification: string;

  /**
   * Its settings.
   *
   * @default - none
   */
  readonly properties?: { [key: string]: string };

  /**
   * Classifications inside this one, such as `export` in `hadoop-env`.
   *
   * @default - none
   */
  readonly configurations?: EmrConfiguration[];
}

/**
 * The plan's and the user's classifications merged, one block for each; the user's settings win.
 *
 * @throws InputError where the user gives the same setting twice with different values
 */
export function mergeConfigurations(
  planned: readonly Classification[],
  extra: readonly EmrConfiguration[],
): Classification[] {
  const own = combine(extra, '');
  const merged = planned.map((block) => {
    const other = own.get(block.classification);
    own.delete(block.classification);
    return other === undefined ? block : overlay(block, other);
  });
  return [...merged, ...own.values()];
}

/** The planned settings that the user's replace. */
export function overriddenKeys(
  planned: readonly Classification[],
  merged: readonly Classification[],
): { readonly classification: string; readonly key: string; readonly from: string; readonly to: string }[] {
  return planned.flatMap(({ classification, properties }) => {
    const now = merged.find((block) => block.classification === classification)?.properties ?? {};
    return Object.entries(properties).flatMap(([key, from]) => {
      const to = now[key];
      return to === undefined || to === from ? [] : [{ classification, key, from, to }];
    });
  });
}

/** Classifications as CloudFormation spells them: it would silently drop the `Properties` of EMR's API. */
export function toCloudFormation(blocks: readonly Classification[]): CfnCluster.ConfigurationProperty[] {
  return blocks.map(({ classification, properties, configurations }) => ({
    classification,
    configurationProperties: { ...properties },
    ...(configurations && configurations.length > 0 ? { configurations: toCloudFormation(configurations) } : {}),
  }));
}

function overlay(base: Classification, over: Classification): Classification {
  const inner = mergeConfigurations(base.configurations ?? [], (over.configurations ?? []).map(mutable));
  return {
    classification: base.classification,
    properties: { ...base.properties, ...over.properties },
    ...(inner.length > 0 ? { configurations: inner } : {}),
  };
}

/** The user's classifications, one entry for each name. */
function combine(blocks: readonly EmrConfiguration[], within: string): Map<string, Classification> {
  const combined = new Map<string, Classification>();
  for (const block of blocks) {
    const before = combined.get(block.classification);
    const where = `${within}${block.classification}`;
    const properties: Record<string, string> = { ...before?.properties };
    for (const [key, value] of Object.entries(block.properties ?? {})) {
      const other = properties[key];
      if (other !== undefined && other !== value) {
        throw new InputError(
          'configuration-conflict',
          `\`configurations\` gives ${key} of ${where} twice, as "${other}" and as "${value}"; keep one`,
        );
      }
      properties[key] = value;
    }
    const inner = [
      ...combine(
        [...(before?.configurations ?? []).map(mutable), ...(block.configurations ?? [])],
        `${where}/`,
      ).values(),
    ];
    combined.set(block.classification, {
      classification: block.classification,
      properties,
      ...(inner.length > 0 ? { configurations: inner } : {}),
    });
  }
  return combined;
}

const mutable = ({ classification, properties, configurations }: Classification): EmrConfiguration => ({
  classification,
  properties: { ...properties },
  configurations: configurations?.map(mutable),
});
