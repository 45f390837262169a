import { CfnResource, DefaultTokenResolver, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';

/** A resource as its template has it. */
export interface ResourceInTemplate {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The resources that its properties refer to, by logical id. */
  readonly references: ReadonlyMap<string, CfnResource>;
}

/** Keeps what the values that it resolves refer to; the values themselves are CloudFormation's only where `Stack.resolve` makes them. */
class ReferenceCollector extends DefaultTokenResolver {
  public readonly targets = new Set<CfnResource>();

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const [token] = args;
    if (Reference.isReference(token) && CfnResource.isCfnResource(token.target)) this.targets.add(token.target);
    return super.resolveToken(...args);
  }
}

export function resourceInTemplate(resource: CfnResource): ResourceInTemplate {
  const scope = Stack.of(resource);
  const template = (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation();
  const resolver = new ReferenceCollector();
  Tokenization.resolve(template, { scope, resolver, preparing: false });
  const { Resources } = scope.resolve(template);
  const [[logicalId, { Properties: properties = {} }]] = Object.entries(Resources) as [
    [string, { Properties?: Record<string, unknown> }],
  ];
  const references = [...resolver.targets].map((target) => [idOf(target), target] as const);
  return { logicalId, properties, references: new Map(references) };
}

const idOf = (resource: CfnResource): string => Stack.of(resource).resolve(resource.logicalId);

/** The values behind one that a deployment chooses, the default first; undefined for any other. */
type ValuesBehind = (value: object) => readonly (readonly [choice: string, value: string])[] | undefined;

/** Every value below another, by path; of lists by name, where their items have one. */
export function leavesOf(
  value: unknown,
  path = '',
  behind: ValuesBehind = () => undefined,
): [path: string, value: string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  if (isIntrinsic(value)) {
    const choices = behind(value) ?? [['', JSON.stringify(value)]];
    return choices.map(([choice, one], i) => [i === 0 ? path : `${path} (${choice})`, one]);
  }
  const entries = Array.isArray(value)
    ? value.map((item, i) => [nameOf(item, i), item] as const)
    : Object.entries(value);
  if (entries.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
  return entries.flatMap(([key, inner]) => leavesOf(inner, join(path, key), behind));
}

function isIntrinsic(value: object): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
}

function nameOf(item: unknown, index: number): string {
  const { Classification, Name } = (item ?? {}) as { readonly Classification?: unknown; readonly Name?: unknown };
  const name = Classification ?? Name;
  return typeof name === 'string' ? name : String(index);
}

/** A classification's settings stand right below its name, as people write them. */
function join(path: string, key: string): string {
  return key === 'ConfigurationProperties' ? path : path === '' ? key : `${path}.${key}`;
}
