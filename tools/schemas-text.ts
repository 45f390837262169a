/** JSON schemas of what the command line prints, from its types. */
import { join } from 'node:path';
import { createGenerator, type Schema } from 'ts-json-schema-generator';

const root = join(__dirname, '..');

/** Every `--json` output: the name of its schema, and the command in words. */
const OUTPUTS = {
  plan: '`plan --json`',
  'plan-compare': '`plan --compare … --json`',
  diagnose: '`diagnose --json`, of a dashboard and of a live cluster',
  analyze: '`analyze --json`, of one application',
  'analyze-list': '`analyze --json`, of a directory with the logs of several',
  'analyze-all': '`analyze --all --json`',
  lint: '`lint --json`',
  simulate: '`simulate --json`',
  serve: '`serve --json`, the line that it starts with',
  explain: '`explain --json`',
  approve: '`approve --json`, with `--withdraw` too',
  release: '`release --json`',
  off: '`off --json`, with `--status` too',
  on: '`on --json`',
  admit: '`admit --json`',
  error: 'a failure of any command under `--json`, on stderr',
} as const;

export type OutputName = keyof typeof OUTPUTS;

/** The unit of a figure whose comment is missing, by its name; the first that fits. */
const UNITS: readonly (readonly [name: RegExp, unit: string])[] = [
  [/^schemaVersion$/, 'Version of this form.'],
  [/MB$/, 'MB as YARN counts them, that is, MiB.'],
  [/MiB$/, 'MiB.'],
  [/^at$/, 'Epoch ms.'],
  [/Ms$/, 'Milliseconds of virtual time.'],
  [/^slotRatio$/, 'A factor.'],
  [/Utilisation$|Ratio$|^cpu$/, 'A share of 1.'],
  [/^per.*Hour$/, 'In the currency of the prices that were given.'],
  [/v[cC]ores$/i, 'Vcores as YARN counts them.'],
  [/^vcpus$/, 'Virtual processors.'],
  [/cores$/i, 'Cores.'],
  [/^line$/, 'The first line is 1.'],
  [/executors$|^perNode$/i, 'A number of executors.'],
  [/containers|^pending$/i, 'A number of containers.'],
  [/^(taskSlots|partitions|waves|ticks|errors|warnings|notes|clusterDay|clusterDayLimit)$/, 'A count.'],
  [/^(min|max|initial|count)$/, 'A count, of nodes or executors.'],
];

/** The schema with a unit for every figure; objects in it are changed in place. */
function withUnits(schema: Schema, name: string): Schema {
  const unit = schema.type === 'number' ? UNITS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  if (unit !== undefined) schema.description ??= unit;
  const inner: readonly (readonly [string, unknown])[] = [
    ...Object.entries(schema.properties ?? {}),
    ...[schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])].map((one) => [name, one] as const),
  ];
  for (const [key, one] of inner) if (typeof one === 'object' && one !== null) withUnits(one as Schema, key);
  return schema;
}

/** The schemas by name. They allow fields that they do not know, as later versions may add some. */
export function schemas(): Map<OutputName, Schema> {
  const generator = createGenerator({
    path: join(root, 'lib/cli/json-outputs.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    type: 'JsonOutputs',
    expose: 'none',
    topRef: false,
    additionalProperties: true,
    skipTypeCheck: true,
  });
  const { properties = {} } = generator.createSchema('JsonOutputs');
  return new Map(
    (Object.keys(OUTPUTS) as OutputName[]).map((name) => {
      const schema = withUnits(properties[name] as Schema, name);
      return [name, { $schema: 'http://json-schema.org/draft-07/schema#', title: `emr-autotune: ${name}`, ...schema }];
    }),
  );
}

/** The files of docs/schemas by name. */
export function schemaFiles(): Map<string, string> {
  const files = new Map(
    [...schemas()].map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`]),
  );
  return files.set('README.md', page());
}

const page = (): string => `# JSON schemas

What \`emr-autotune\` prints under \`--json\`, as [JSON Schema](https://json-schema.org) of draft 7. \`npm run schemas\` writes them from the types of the code, and tests hold every output to them.
Units stand in the descriptions. A field that a schema does not have may come with a later version; a field that goes, or means something else, is a new \`schemaVersion\`.

| schema | of |
|---|---|
${Object.entries(OUTPUTS)
  .map(([name, words]) => `| [\`${name}\`](${name}.schema.json) | ${words} |`)
  .join('\n')}
`;
