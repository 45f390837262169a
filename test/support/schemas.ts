import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

type Schema = Readonly<Record<string, unknown>>;

const folder = join(__dirname, '..', '..', 'docs', 'schemas');

/** A published schema. */
export const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Schema;

/** The schema without room for fields that it does not know: an output must not have one that is not published. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

const compiled = new Map<string, ValidateFunction>();

function validatorFor(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const made = new Ajv({ strict: true, allowUnionTypes: true }).compile(closed(schemaOf(name)) as Schema);
  compiled.set(name, made);
  return made;
}

/** Where a value is not what the schema of this name publishes; empty where it is. */
export function violations(name: string, value: unknown): string[] {
  const validate = validatorFor(name);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) => `${name}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}
