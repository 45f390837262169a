/**
 * `npm run request-shapes -- FOLDER`: writes lib/simulator/http/request-shapes.generated.ts, what AWS's own service models say of the requests that the
 * simulator serves. FOLDER is the unpacked `botocore/data` of a botocore wheel (Apache-2.0).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  emr: [
    'AddInstanceGroups',
    'AddJobFlowSteps',
    'AddTags',
    'CancelSteps',
    'CreatePersistentAppUI',
    'CreateSecurityConfiguration',
    'DeleteSecurityConfiguration',
    'DescribeCluster',
    'DescribePersistentAppUI',
    'DescribeReleaseLabel',
    'DescribeSecurityConfiguration',
    'DescribeStep',
    'GetAutoTerminationPolicy',
    'GetManagedScalingPolicy',
    'GetOnClusterAppUIPresignedURL',
    'GetPersistentAppUIPresignedURL',
    'ListBootstrapActions',
    'ListClusters',
    'ListInstanceFleets',
    'ListInstanceGroups',
    'ListInstances',
    'ListReleaseLabels',
    'ListSecurityConfigurations',
    'ListSteps',
    'ListSupportedInstanceTypes',
    'ModifyCluster',
    'ModifyInstanceGroups',
    'PutAutoTerminationPolicy',
    'PutManagedScalingPolicy',
    'RemoveAutoTerminationPolicy',
    'RemoveManagedScalingPolicy',
    'RemoveTags',
    'RunJobFlow',
    'SetKeepJobFlowAliveWhenNoSteps',
    'SetTerminationProtection',
    'SetUnhealthyNodeReplacement',
    'SetVisibleToAllUsers',
    'TerminateJobFlows',
  ],
  cloudwatch: ['GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  ssm: ['GetParameter', 'PutParameter'],
  sts: ['AssumeRole', 'GetCallerIdentity'],
};

/** A shape of botocore's model, as far as it is read here. */
interface ModelShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  timestamp: 'number',
  integer: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
};

/** The model of a service: the newest of its versions. */
function readModel(folder: string, service: string): Model {
  const version = readdirSync(join(folder, service)).sort().at(-1) ?? '';
  return JSON.parse(gunzipSync(readFileSync(join(folder, service, version, 'service-2.json.gz'))).toString('utf8'));
}

function toShape(model: Model, name: string): object {
  const { type, required, members, member, key, value, min, max, pattern, enum: values } = model.shapes[name]!;
  if (members !== undefined) {
    const entries = Object.entries(members).map(([member, { shape }]) => [member, shape]);
    return { kind: 'structure', ...(required === undefined ? {} : { required }), members: Object.fromEntries(entries) };
  }
  if (member !== undefined) return { kind: 'list', member: member.shape, min, max };
  if (key !== undefined && value !== undefined) return { kind: 'map', key: key.shape, value: value.shape };
  const kind = TYPES[type];
  if (kind === undefined) throw new Error(`${name} is of type ${type}`);
  return { kind, min, max, pattern, values };
}

function shapesOf(model: Model, service: string): { readonly operations: object; readonly shapes: object } {
  const operations = (OPERATIONS[service] ?? []).map((operation) => [
    operation,
    model.operations[operation]!.input!.shape,
  ]);
  const shapes: Record<string, object> = {};
  const queue = operations.map(([, shape]) => shape!);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (shapes[name] !== undefined) continue;
    const shape = model.shapes[name]!;
    shapes[name] = toShape(model, name);
    const parts = [shape.member, shape.key, shape.value, ...Object.values(shape.members ?? {})];
    queue.push(...parts.flatMap((part) => part?.shape ?? []));
  }
  const sorted = Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1));
  return { operations: Object.fromEntries(operations), shapes: Object.fromEntries(sorted) };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the unpacked folder botocore/data');
const lines = (record: object): string =>
  Object.entries(record)
    .map(([name, value]) => `      ${name}: ${JSON.stringify(value)},\n`)
    .join('');
const services = Object.keys(OPERATIONS).map((service) => {
  const { operations, shapes } = shapesOf(readModel(folder, service), service);
  return `  ${service}: {\n    operations: {\n${lines(operations)}    },\n    shapes: {\n${lines(shapes)}    },\n  },\n`;
});
writeFileSync(
  'lib/simulator/http/request-shapes.generated.ts',
  `// Written by tools/request-shapes.ts from the service models in botocore (Apache-2.0); not edited by hand.
import type { ServiceShapes } from './request-shape';

export const REQUEST_SHAPES = {
${services.join('')}} as const satisfies Readonly<Record<string, ServiceShapes>>;
`,
);
