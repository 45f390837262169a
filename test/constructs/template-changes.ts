import { leafProperties } from '../../tools/resource-spec';
import type { TemplateJson } from './synth';

export interface TemplateChanges {
  /** What CloudFormation replaces, and by which property: `AWS::EMR::Cluster Configurations.ConfigurationProperties`. */
  readonly replaced: string[];
  /** What it changes in place. */
  readonly inPlace: string[];
  readonly added: string[];
  readonly removed: string[];
}

/** What a deployment of another template does to each resource, by the update behaviour of every property that differs in CloudFormation's own specification. */
export function changesBetween(before: TemplateJson, after: TemplateJson): TemplateChanges {
  const replaced = new Set<string>();
  const inPlace = new Set<string>();
  for (const [id, { Type, Properties }] of Object.entries(after.Resources)) {
    const old = before.Resources[id];
    if (old === undefined || Type.startsWith('Custom::')) continue;
    const replacing = new Map(leafProperties(Type).map(({ path, replaces }) => [path, replaces]));
    for (const path of differing(old.Properties, Properties, new Set(replacing.keys()))) {
      (replacing.get(path) === false ? inPlace : replaced).add(`${Type} ${path}`);
    }
  }
  const ids = (template: TemplateJson, other: TemplateJson): string[] =>
    Object.entries(template.Resources)
      .filter(([id]) => other.Resources[id] === undefined)
      .map(([, { Type }]) => Type);
  return {
    replaced: [...replaced].sort(),
    inPlace: [...inPlace].sort(),
    added: ids(after, before),
    removed: ids(before, after),
  };
}

/** The properties of the specification in which two values differ. */
function differing(
  one: unknown,
  other: unknown,
  known: ReadonlySet<string>,
  parents: readonly string[] = [],
): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const path = parents.join('.');
  if (known.has(path)) return [path];
  const keys = new Set([...keysOf(one), ...keysOf(other)]);
  if (keys.size === 0) return [path];
  const inner = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return [...keys].flatMap((key) =>
    differing(inner(one, key), inner(other, key), known, /^\d+$/.test(key) ? parents : [...parents, key]),
  );
}

const keysOf = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
