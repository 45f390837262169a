import { isTree, type Reading } from './reading';
import { releaseOf } from './release';
import { parseShorthand } from './shorthand';
import { type Spot, spotOf, type Tree, type TreeEntry } from './tree';
import type { Word } from './words';

/** Options of `aws emr create-cluster` that lint reads, and the fields of the API that they fill. */
const CREATE: Readonly<Record<string, string>> = {
  '--configurations': 'Configurations',
  '--release-label': 'ReleaseLabel',
  '--steps': 'Steps',
};

/** Options that fill fields of `Instances`; `--instance-type` is that of all nodes. */
const INSTANCES: Readonly<Record<string, string>> = {
  '--instance-count': 'InstanceCount',
  '--instance-fleets': 'InstanceFleets',
  '--instance-groups': 'InstanceGroups',
  '--instance-type': 'InstanceType',
};

const IN_WORDS: ReadonlySet<string> = new Set(['--instance-count', '--instance-type', '--release-label']);

/** Reads `aws emr create-cluster`, `add-steps` and commands that take the whole request as JSON; false for any other command. */
export function readAwsCommand(words: readonly Word[], reading: Reading, line?: number): boolean {
  const at = words.findIndex(({ text }, i) => i > 0 && (text === 'emr' || SERVICES.has(text)));
  const action = words[at + 1]?.text ?? '';
  if (at < 0) return false;
  const options = optionsIn(words.slice(at + 2));
  const name = SERVICES.get(words[at]?.text ?? '');
  if (name !== undefined) {
    readServiceRequests(options, { name, action, line }, reading);
    return true;
  }
  const requests = REQUESTS.flatMap((name) => options.get(name) ?? []);
  if (requests.length > 0) {
    for (const word of requests) readRequest(word, `aws emr ${action}`, reading, line);
    return true;
  }
  if (action === 'create-cluster' || action === 'modify-instance-groups' || action === 'add-instance-groups') {
    createCluster(options, reading, line);
    return true;
  }
  if (action !== 'add-steps') return false;
  const steps = options.get('--steps');
  if (steps === undefined) reading.leaveUnread('aws emr add-steps', 'it has no --steps', { line });
  else {
    const tree = readOption(steps, '--steps', reading);
    const isRead = tree === undefined || reading.readData({ kind: 'map', entries: [{ key: 'Steps', value: tree }] });
    if (!isRead) reading.leaveUnread('--steps', 'it holds no step with arguments', { line });
  }
  return true;
}

/** Services of their own commands, which run Spark elsewhere than on EMR on EC2. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['emr-containers', 'EMR on EKS'],
  ['emr-serverless', 'EMR Serverless'],
]);

/** Options that take a whole request, or a part of one that is read by itself. */
const REQUESTS = [
  '--cli-input-json',
  '--cli-input-yaml',
  '--job-driver',
  '--configuration-overrides',
  '--runtime-configuration',
];

/** The parts of a request to a service, by the release that it names. */
function readServiceRequests(
  options: ReadonlyMap<string, readonly Word[]>,
  { name, action, line }: { name: string; action: string; line: number | undefined },
  reading: Reading,
): void {
  const label = options.get('--release-label')?.[0];
  const fields: TreeEntry[] = label === undefined ? [] : [{ key: 'ReleaseLabel', value: textOf(label) }];
  const release = releaseOf({ kind: 'map', entries: fields }, reading);
  const where = `aws ${name === 'EMR on EKS' ? 'emr-containers' : 'emr-serverless'} ${action}`;
  const given = REQUESTS.filter((option) => options.has(option));
  if (given.length === 0) reading.passOver(where, 'it holds no command of Spark', { line });
  reading.on({ name, ...(release.releaseLabel === undefined ? {} : { release }) }, () => {
    for (const option of given) {
      const tree = readOption(options.get(option) ?? [], option, reading);
      if (tree !== undefined && !reading.readData(tree))
        reading.passOver(where, 'it holds no command of Spark', { line });
    }
  });
}

function readRequest(word: Word, where: string, reading: Reading, line?: number): void {
  const tree = readOption([word], where, reading);
  if (tree !== undefined && !reading.readData(tree)) reading.passOver(where, 'it holds no command of Spark', { line });
}

/** Gives the cluster as RunJobFlow would spell it. */
function createCluster(options: ReadonlyMap<string, readonly Word[]>, reading: Reading, line?: number): void {
  const place = line === undefined ? {} : { line };
  const fields = (names: Readonly<Record<string, string>>): TreeEntry[] =>
    Object.entries(names).flatMap(([option, key]) => {
      const words = options.get(option);
      if (words === undefined) return [];
      const value = IN_WORDS.has(option) ? textOf(words[0]) : readOption(words, option, reading);
      return value === undefined ? [] : [{ key, value }];
    });
  const version = options.get('--ami-version')?.[0]?.text;
  const release: TreeEntry[] =
    version === undefined ? [] : [{ key: 'ReleaseLabel', value: { kind: 'value', value: `emr-${version}`, ...place } }];
  const instances: Tree = { kind: 'map', entries: fields(INSTANCES), ...place };
  reading.readData({
    kind: 'map',
    entries: [...release, ...fields(CREATE), { key: 'Instances', value: instances }],
    ...place,
  });
}

const textOf = (word: Word | undefined): Tree =>
  word === undefined || word.unknown !== undefined
    ? { kind: 'unknown' }
    : { kind: 'value', value: word.text, ...spotOf(word) };

/** Each option with the words up to the next one. */
function optionsIn(words: readonly Word[]): Map<string, readonly Word[]> {
  const options = new Map<string, Word[]>();
  let current: Word[] = [];
  for (const word of words) {
    const [, name, value] = /^(--[a-z][a-z-]*)(?:=([\s\S]*))?$/.exec(word.text) ?? [];
    if (name === undefined) current.push(word);
    else {
      current = value === undefined ? [] : [{ ...word, text: value }];
      options.set(name, current);
    }
  }
  return options;
}

/** The data that an option is given: JSON, a file of it, or shorthand of which each word is an item. */
function readOption(words: readonly Word[], option: string, reading: Reading): Tree | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  if (first.unknown !== undefined) {
    reading.leaveUnread(option, 'its value is known only when it runs', first);
    return undefined;
  }
  if (/^\s*[[{]/.test(first.text))
    return told(reading.sources.parseData(first.text, first.line), option, reading, first);
  const [, path] = /^(?:file|fileb):\/\/([\s\S]*)$/.exec(first.text) ?? [];
  if (path !== undefined) return told(reading.fileData(path), option, reading, first);
  if (/^(?:https?|s3):\/\//.test(first.text)) {
    reading.leaveUnread(option, 'it is a file in the network, which lint does not fetch', first);
    return undefined;
  }
  return shorthandOf(words, option, reading);
}

function told(
  read: Tree | { readonly reason: string },
  option: string,
  reading: Reading,
  spot: Spot,
): Tree | undefined {
  if (isTree(read)) return read;
  reading.leaveUnread(option, read.reason, spot);
  return undefined;
}

function shorthandOf(written: readonly Word[], option: string, reading: Reading): Tree | undefined {
  const items: Tree[] = [];
  for (let i = 0; i < written.length; i++) {
    let { text, line } = written[i] as Word;
    // A blank after the comma splits one item into two words.
    while (text.endsWith(',') && /^[A-Za-z]+=/.test(written[i + 1]?.text ?? '')) {
      i += 1;
      text += written[i]?.text ?? '';
    }
    const tree = written[i]?.unknown === undefined ? parseShorthand(text, line) : undefined;
    if (tree === undefined) {
      const reason =
        written[i]?.unknown === undefined ? 'lint cannot read this shorthand' : 'its value is known only when it runs';
      reading.leaveUnread(option, reason, { line });
    } else items.push(tree);
  }
  return { kind: 'list', items, ...spotOf(written[0] ?? {}) };
}
