import { InputError } from '../errors';
import type { LintSubject, WrittenBlock, WrittenSetting } from './types';

type Fields = Readonly<Record<string, unknown>>;

/** Whether this JSON is a list of classifications, in the spelling of EMR's API, of CloudFormation or of the AWS CLI's shorthand. */
export function isConfigurations(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && nameOf(one) !== undefined);
}

/**
 * A list of classifications as `aws emr create-cluster --configurations` takes it, or as CloudFormation spells it.
 *
 * @throws InputError `bad-configuration` for an entry whose properties are no object
 */
export function readConfigurations(list: readonly unknown[], before = ''): LintSubject {
  const blocks: WrittenBlock[] = [];
  const settings: WrittenSetting[] = [];
  let at = 0;
  const read = (entries: readonly unknown[], parent: string): void => {
    for (const entry of entries) {
      const classification = isObject(entry) ? nameOf(entry) : undefined;
      if (!isObject(entry) || classification === undefined) {
        throw new InputError(
          'bad-configuration',
          `${parent} holds an entry without "Classification"; give each one a name`,
        );
      }
      const where = `${before}classification ${classification}`;
      const properties = field(entry, 'Properties') ?? field(entry, 'ConfigurationProperties') ?? {};
      const nested = field(entry, 'Configurations') ?? [];
      if (!isObject(properties)) {
        throw new InputError('bad-configuration', `${where}: its properties must be an object of names and texts`);
      }
      if (!Array.isArray(nested))
        throw new InputError('bad-configuration', `${where}: its "Configurations" must be a list`);
      at += 1;
      blocks.push({ classification, properties: new Map(Object.entries(properties)), where, at });
      for (const [key, value] of Object.entries(properties)) {
        at += 1;
        if (classification === 'spark-defaults') settings.push({ key, value: textOf(value), where, at });
      }
      read(nested, where);
    }
  };
  read(list, 'the list');
  return { kind: 'configurations', settings, options: [], blocks };
}

/** What a function of CloudFormation will give is not known: Spark's own mark of a value that is still to be put in. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Spark's syntax of a reference, not ours.
const UNRESOLVED = '${unresolved}';
const textOf = (value: unknown): string => (typeof value === 'object' ? UNRESOLVED : String(value));

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field in any case of its first letter: describe-cluster and tools write `classification` too. */
function field(entry: Fields, name: string): unknown {
  return entry[name] ?? entry[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
}

function nameOf(entry: Fields): string | undefined {
  const name = field(entry, 'Classification');
  return typeof name === 'string' && name !== '' ? name : undefined;
}
