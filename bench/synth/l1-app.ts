import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';

type Values = Readonly<Record<string, unknown>>;

/** A template, as far as the app that is written makes it again. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, Values>>;
  readonly Conditions?: Readonly<Record<string, Values>>;
  readonly Outputs?: Readonly<Record<string, Values>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Values;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The L1 class of a resource type, as `cloudformation-include` uses it. */
interface L1Class {
  _fromCloudFormation(scope: Stack, id: string, resource: unknown, options: unknown): CfnResource;
}

/** A string or number that stands for an intrinsic function until the code is written. */
const PLACE = (i: number): string => `<intrinsic ${i}>`;
const NUMBER_PLACE = 918_273_000;

/**
 * The source of an app that makes the resources of a template by L1 constructs alone, as one would write it by hand: each with its typed props,
 * and assets where code is uploaded.
 *
 * @param assembly the folder of the synthesised app that has the template
 */
export function l1App(assembly: string, stackName: string): string {
  const template = JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8')) as Template;
  const assets = assetsOf(assembly, stackName);
  const scratch = new Stack(new App(), 'Scratch');
  const resources = Object.entries(template.Resources).map(([id, resource]) =>
    resourceCode(id, resource, { scratch, assets, numbers: new Set(Object.keys(template.Parameters ?? {})) }),
  );
  const parameters = Object.entries(template.Parameters ?? {})
    .filter(([id]) => id !== 'BootstrapVersion')
    .map(([id, parameter]) => `new cdk.CfnParameter(stack, '${id}', ${camel(parameter)});`);
  const conditions = Object.entries(template.Conditions ?? {}).map(
    ([id, condition]) => `new cdk.CfnCondition(stack, '${id}', { expression: ${conditionCode(condition)} });`,
  );
  const outputs = Object.entries(template.Outputs ?? {}).map(
    ([id, output]) => `new cdk.CfnOutput(stack, '${id}', ${camel(output)});`,
  );
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const modules = new Set(types.filter((type) => type.startsWith('AWS::')).map(moduleOf));
  return [
    `const cdk = require('aws-cdk-lib');`,
    `const { Asset } = require('aws-cdk-lib/aws-s3-assets');`,
    ...[...modules].map((name) => `const ${variable(name)} = require('aws-cdk-lib/${name}');`),
    `mark('loaded');`,
    `const app = new cdk.App();`,
    `const stack = new cdk.Stack(app, '${stackName}');`,
    `const made = {};`,
    ...[...assets].map(
      ([key, { path }], i) =>
        `const asset${i} = new Asset(stack, 'Asset${i}', { path: ${JSON.stringify(path)} }); // ${key}`,
    ),
    ...parameters,
    ...conditions,
    ...resources,
    ...Object.entries(template.Resources).flatMap(([id, { DependsOn = [] }]) =>
      [DependsOn].flat().map((other) => `made['${id}'].addResourceDependency(made['${other}']);`),
    ),
    ...outputs,
    `mark('constructed');`,
    `app.synth();`,
    '',
  ].join('\n');
}

interface Asset {
  readonly path: string;
  readonly index: number;
}

/** Folders that a template's code is uploaded from, by the key of the object. */
function assetsOf(assembly: string, stackName: string): Map<string, Asset> {
  const manifest = JSON.parse(readFileSync(join(assembly, `${stackName}.assets.json`), 'utf8')) as {
    readonly files: Readonly<
      Record<
        string,
        {
          readonly source: { readonly path: string; readonly packaging: string };
          readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
        }
      >
    >;
  };
  const folders = Object.values(manifest.files).filter(({ source }) => source.packaging === 'zip');
  return new Map(
    folders.map(({ source, destinations }, index) => [
      Object.values(destinations)[0]?.objectKey ?? '',
      { path: join(assembly, source.path), index },
    ]),
  );
}

interface Context {
  readonly scratch: Stack;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Parameters, all of which are numbers here. */
  readonly numbers: ReadonlySet<string>;
}

function resourceCode(id: string, resource: Resource, context: Context): string {
  const { Type, Properties = {}, Condition, DeletionPolicy, UpdateReplacePolicy } = resource;
  const options = [
    ...(Condition === undefined ? [] : [`made['${id}'].cfnOptions.condition = stack.node.findChild('${Condition}');`]),
    ...(DeletionPolicy === undefined ? [] : [`made['${id}'].cfnOptions.deletionPolicy = '${DeletionPolicy}';`]),
    ...(UpdateReplacePolicy === undefined
      ? []
      : [`made['${id}'].cfnOptions.updateReplacePolicy = '${UpdateReplacePolicy}';`]),
  ];
  if (Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource') {
    const made = `new cdk.CfnResource(stack, '${id}', { type: '${Type}', properties: ${code(Properties, [])} })`;
    return [`made['${id}'] = ${made};`, ...options].join('\n');
  }
  const places: string[] = [];
  const { Tags, ...others } = Properties;
  const placed = withPlaces(others, places, context);
  const l1 = (require(`aws-cdk-lib/${moduleOf(Type)}`) as Record<string, L1Class>)[classOf(Type)];
  if (l1 === undefined) throw new Error(`aws-cdk-lib has no class for ${Type}`);
  const made = l1._fromCloudFormation(
    context.scratch,
    id,
    { Properties: placed },
    {
      parser: { parseValue: (value: unknown) => value, handleAttributes: () => {} },
    },
  );
  const { cfnProperties, rawOverrides } = made as unknown as {
    readonly cfnProperties: Values;
    readonly rawOverrides: { readonly Properties?: Values };
  };
  const props = Object.fromEntries(Object.entries(cfnProperties).filter(([, value]) => value !== undefined));
  if (Tags === undefined) delete props.tags;
  else props.tags = tagsOf(withPlaces(Tags, places, context));
  const overrides = Object.entries(rawOverrides.Properties ?? {}).map(
    ([name, value]) => `made['${id}'].addPropertyOverride('${name}', ${code(value, places)});`,
  );
  const call = `new ${variable(moduleOf(Type))}.${classOf(Type)}(stack, '${id}', ${code(props, places)})`;
  return [`made['${id}'] = ${call};`, ...overrides, ...options].join('\n');
}

/** Tags of a list are `{ key, value }` in props. */
function tagsOf(tags: unknown): unknown {
  if (!Array.isArray(tags)) return tags;
  return tags.map(({ Key, Value }: { Key: unknown; Value: unknown }) => ({ key: Key, value: Value }));
}

/** A value whose intrinsic functions are places; the code of each is added to the list. */
function withPlaces(value: unknown, places: string[], context: Context): unknown {
  if (typeof value === 'string') {
    const asset = context.assets.get(value);
    return asset === undefined ? value : PLACE(places.push(`asset${asset.index}.s3ObjectKey`) - 1);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withPlaces(item, places, context));
  const intrinsic = intrinsicCode(value as Values);
  if (intrinsic === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlaces(inner, places, context)]));
  }
  const { Ref } = value as { readonly Ref?: string };
  const isNumber = Ref !== undefined && context.numbers.has(Ref);
  const index = places.push(isNumber ? `stack.node.findChild('${Ref}').valueAsNumber` : intrinsic) - 1;
  return isNumber ? NUMBER_PLACE + index : PLACE(index);
}

/** A value as JavaScript, with the code of intrinsic functions in their places. */
function code(value: unknown, places: readonly string[]): string {
  if (typeof value === 'number' && value >= NUMBER_PLACE && value < NUMBER_PLACE + places.length)
    return places[value - NUMBER_PLACE] ?? '';
  if (typeof value === 'string') {
    const index = /^<intrinsic (\d+)>$/.exec(value)?.[1];
    return index === undefined ? JSON.stringify(value) : (places[Number(index)] ?? '');
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map((item) => code(item, places)).join(', ')}]`;
  const intrinsic = intrinsicCode(value as Values);
  if (intrinsic !== undefined) return intrinsic;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${entries.map(([key, inner]) => `${JSON.stringify(key)}: ${code(inner, places)}`).join(', ')} }`;
}

const FUNCTIONS: Readonly<Record<string, (value: never) => string>> = {
  Ref: (name: string) => `cdk.Fn.ref('${name}')`,
  'Fn::GetAtt': ([id, attribute]: readonly string[]) => `cdk.Fn.getAtt('${id}', '${attribute}').toString()`,
  'Fn::Join': ([delimiter, list]: readonly [string, readonly unknown[]]) =>
    `cdk.Fn.join(${JSON.stringify(delimiter)}, ${code(list, [])})`,
  'Fn::Select': ([index, list]: readonly [string, unknown]) => `cdk.Fn.select(${index}, ${code(list, [])})`,
  'Fn::GetAZs': () => 'cdk.Fn.getAzs()',
  'Fn::Sub': (text: string) => `cdk.Fn.sub(${JSON.stringify(text)})`,
  'Fn::If': ([condition, yes, no]: readonly [string, unknown, unknown]) =>
    `cdk.Fn.conditionIf('${condition}', ${code(yes, [])}, ${code(no, [])}).toString()`,
};

function intrinsicCode(value: Values): string | undefined {
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  if (name.startsWith('Fn::') && FUNCTIONS[name] === undefined) throw new Error(`the L1 app has no ${name}`);
  return FUNCTIONS[name]?.(argument as never);
}

function conditionCode(condition: Values): string {
  const { 'Fn::Equals': [left, right] = [] } = condition as { readonly 'Fn::Equals'?: readonly unknown[] };
  return `cdk.Fn.conditionEquals(${code(left, [])}, ${code(right, [])})`;
}

/** An object whose own keys begin with a small letter, as those of the props of parameters and outputs do. */
function camel(value: Values): string {
  return code(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [`${key[0]?.toLowerCase()}${key.slice(1)}`, inner])),
    [],
  );
}

const moduleOf = (type: string): string => `aws-${type.split('::')[1]?.toLowerCase()}`;
const classOf = (type: string): string => `Cfn${type.split('::')[2]}`;
const variable = (module: string): string => module.replace('-', '_');
