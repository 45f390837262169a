import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Properties = Database extends { lookup: unknown } ? Record<string, SpecProperty> : never;

/** What CloudFormation's resource specification says of a property, as far as it is read here. */
interface SpecProperty {
  readonly type: SpecType;
  readonly required?: boolean;
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
}

interface SpecType {
  readonly type: string;
  readonly element?: SpecType;
  readonly reference?: { readonly $ref: string };
}

/** A property that holds no others, by its path below the resource: `Instances.CoreInstanceGroup.InstanceCount`. */
export interface LeafProperty {
  readonly path: string;
  /** Whether CloudFormation replaces the resource on any change of it. */
  readonly replaces: boolean;
}

let database: Database | undefined;

/**
 * Every property of a resource type, from CloudFormation's own resource specification.
 *
 * A group of nodes that comes or goes replaces the cluster, while its count changes in place: where the properties of an object say themselves what a change does,
 * the object's own word is for the whole of it. Of a list the word holds for everything inside.
 */
export function leafProperties(resourceType: string): LeafProperty[] {
  database ??= loadAwsServiceSpecSync();
  const resource = database.lookup('resource', 'cloudFormationType', 'equals', resourceType).only();
  return leavesOf(database, resource.properties as Properties, [], false, false);
}

function leavesOf(
  db: Database,
  properties: Properties,
  parents: readonly string[],
  inherited: boolean,
  inList: boolean,
): LeafProperty[] {
  const speaks =
    !(inherited && inList) &&
    Object.values(properties).some(({ causesReplacement }) => causesReplacement !== undefined);
  return Object.entries(properties).flatMap(([name, { type, causesReplacement }]) => {
    const path = [...parents, name];
    const replaces = causesReplacement === 'yes' || (inherited && !speaks);
    const inner = innerProperties(db, type);
    // `Configurations` holds `Configurations`.
    if (inner === undefined || parents.includes(name)) return [{ path: path.join('.'), replaces }];
    return leavesOf(db, inner, path, replaces, type.type === 'array');
  });
}

function innerProperties(db: Database, type: SpecType): Properties | undefined {
  if (type.element !== undefined && type.type === 'array') return innerProperties(db, type.element);
  if (type.reference === undefined) return undefined;
  return db.get('typeDefinition', type.reference.$ref).properties as Properties;
}
