import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Environment } from '../built-function';
import { closestWords } from '../close-words';
import { InputError } from '../errors';
import { fileName, type Surroundings } from './io';

/** What people repeat, by the name of the option: the environment variable that says it too. */
const SETTINGS = {
  cluster: 'AUTOTUNE_CLUSTER',
  release: 'AUTOTUNE_RELEASE',
  primary: 'AUTOTUNE_PRIMARY',
  table: 'AUTOTUNE_TABLE',
  lever: 'AUTOTUNE_LEVER_PARAMETER',
  function: 'AUTOTUNE_FUNCTION',
  stack: 'AUTOTUNE_STACK',
  region: 'AWS_REGION',
  profile: 'AWS_PROFILE',
} as const;

export type SettingName = keyof typeof SETTINGS;

const MAX_ERRORS = 3;

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Names of the file that is looked for in the working directory and upwards. */
const FILE_NAMES = ['.emr-autotune.json', '.emr-autotune.yaml', '.emr-autotune.yml'] as const;

/** A value in place of an option that is not given, and where it comes from. */
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
  readonly source: 'env' | 'config';
}

/**
 * What the environment and then the file say of what people repeat.
 *
 * @param path of `--config`; else the nearest file counts
 * @throws InputError for a file that cannot be read, a key that it must not have, a value that is not a string
 */
export function settingsFrom(
  surroundings: Pick<Surroundings, 'readFile' | 'folder' | 'environment'>,
  path: string | undefined,
): Setting[] {
  const { environment } = surroundings;
  const file = path === undefined ? nearestFile(surroundings) : namedFile(surroundings, path);
  const written = file === undefined ? {} : parseSettings(file.text, file.path);
  return NAMES.flatMap((name): Setting[] => {
    const value = environment[SETTINGS[name]];
    if (value) return [{ name, value, source: 'env' }];
    const other = written[name];
    const isOverridden = name === 'profile' && hasKeys(environment);
    return other === undefined || isOverridden ? [] : [{ name, value: other, source: 'config' }];
  });
}

/** Keys in the environment say who asks, as a profile there does. */
const hasKeys = ({ AWS_ACCESS_KEY_ID }: Environment): boolean => Boolean(AWS_ACCESS_KEY_ID);

interface File {
  readonly path: string;
  readonly text: string;
}

function namedFile({ readFile }: Pick<Surroundings, 'readFile'>, path: string): File {
  try {
    return { path: fileName(path), text: readFile(path) };
  } catch {
    throw new InputError('no-file', `cannot read ${path}; --config takes the path of a JSON or YAML file`);
  }
}

function nearestFile({ readFile, folder }: Pick<Surroundings, 'readFile' | 'folder'>): File | undefined {
  const found = FILE_NAMES.flatMap((name): File[] => {
    const path = join(folder, name);
    try {
      return [{ path, text: readFile(path) }];
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code === undefined || code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw new InputError('no-file', `cannot read ${path}; make it readable, or name another file with --config`);
    }
  });
  if (found.length > 1) {
    const names = found.map(({ path }) => path).join(' and ');
    throw new InputError('two-files', `${names} both hold settings; keep one, or name one with --config`);
  }
  const parent = dirname(folder);
  return found[0] ?? (parent === folder ? undefined : nearestFile({ readFile, folder: parent }));
}

function parseSettings(text: string, path: string): Partial<Record<SettingName, string>> {
  // JSON is YAML too.
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    const [reason = ''] = problem.message.split('\n');
    throw new InputError('bad-settings', `${path} is neither JSON nor YAML: ${reason.replace(/:$/, '')}`);
  }
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('bad-settings', `${path} must hold keys and values, such as {"release": "emr-7.9.0"}`);
  }
  for (const [key, one] of Object.entries(value)) checkSetting(key, one, path);
  return value;
}

function checkSetting(key: string, value: unknown, path: string): void {
  if (!NAMES.some((name) => name === key)) {
    const hint = closestWords(key.toLowerCase(), NAMES, MAX_ERRORS)[0] ?? `one of ${NAMES.join(', ')}`;
    throw new InputError('unknown-setting', `${path} has no setting "${key}"; use ${hint}`);
  }
  if (typeof value !== 'string' || value === '') {
    throw new InputError('bad-settings', `${path}: "${key}" must be a string, got ${JSON.stringify(value)}`);
  }
}
