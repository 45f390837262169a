import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseData } from '../../lib/cli/input/data';
import { readInput } from '../../lib/cli/input/read-input';
import entries from './index.json';

interface Entry {
  file: string;
  form: string;
  source: string;
  licence?: string;
  release?: string;
  nodes?: string;
  spark?: string;
  notes: string;
}

const CORPUS: readonly Entry[] = entries;

/** Directory of the inputs, which are not committed (see README.md). */
const INPUTS = process.env.CORPUS_DIR;

const FORMS = [
  'aws-cli',
  'cloudformation',
  'configuration-object',
  'configurations',
  'livy',
  'notebook',
  'python-steps',
  'run-job-flow',
  'shell-script',
  'spark-defaults',
  'spark-shell',
  'spark-submit',
  'step-output',
  'steps',
  'terraform',
];

const NODES =
  /^--(core|task|primary) [a-z0-9]+\.[a-z0-9]+(:\d+)?( --(core|task|primary) [a-z0-9]+\.[a-z0-9]+(:\d+)?)*$/;

const SECRETS = {
  'an access key': /\b(AKIA|ASIA)[A-Z0-9]{12,}/,
  'an account id': /(?<![\d.])(?!123456789012)\d{12}(?![\d.])/,
  'a private host': /\bip-\d+-\d+-\d+-\d+\b|\.compute\.internal\b|\bec2-\d+-\d+-\d+-\d+\b/,
  'a private address': /(?<![\d.])(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d+){2,3}(?=[:/]\d)/,
  'an e-mail address': /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
  'a cluster id': /\bj-(?!EXAMPLE|GENERATED)[A-Z0-9]{9,}\b/,
};

function secretsIn(text: string): string[] {
  return Object.entries(SECRETS)
    .filter(([, pattern]) => pattern.test(text))
    .map(([name]) => name);
}

describe('the index', () => {
  test('names each file once, in the directory of its form', () => {
    expect(new Set(CORPUS.map((entry) => entry.file)).size).toBe(CORPUS.length);
    for (const { file, form } of CORPUS) expect(file).toMatch(new RegExp(`^${form}/\\d\\d-[a-z0-9-]+\\.[a-z]+$`));
  });

  test('has at least five inputs of every form and no other form', () => {
    const counts = new Map<string, number>();
    for (const { form } of CORPUS) counts.set(form, (counts.get(form) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(FORMS);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(5);
  });

  test('gives a source and notes for every input', () => {
    for (const { source, notes } of CORPUS) {
      expect(source).not.toBe('');
      expect(source).not.toMatch(/https?:/);
      expect(notes).not.toBe('');
    }
  });

  test('spells hardware as the options of lint, releases and Spark versions as numbers', () => {
    for (const { nodes, release, spark } of CORPUS) {
      if (nodes !== undefined) expect(nodes).toMatch(NODES);
      if (release !== undefined) expect(release).toMatch(/^emr-\d+\.\d+\.\d+$/);
      if (spark !== undefined) expect(spark).toMatch(/^\d+(\.\d+)*$/);
    }
  });

  test('holds nothing secret', () => {
    expect(secretsIn(JSON.stringify(CORPUS))).toEqual([]);
  });
});

describe.skipIf(INPUTS === undefined)('the inputs', () => {
  test('are exactly the files of the index', () => {
    const files = readdirSync(INPUTS!, { withFileTypes: true, recursive: true })
      .filter((file) => file.isFile() && file.parentPath !== INPUTS)
      .map((file) => `${file.parentPath.slice(INPUTS!.length + 1)}/${file.name}`);
    expect(files.sort()).toEqual(CORPUS.map((entry) => entry.file).sort());
  });

  test('hold nothing secret', () => {
    const found = CORPUS.flatMap(({ file }) =>
      secretsIn(readFileSync(join(INPUTS!, file), 'utf8')).map((secret) => `${file}: ${secret}`),
    );
    expect(found).toEqual([]);
  });

  test('are all taken apart, and none in silence', () => {
    const sources = { parseData, readFile: () => ({ reason: 'it is not there' }) };
    const silent = CORPUS.filter(({ file }) => {
      const { parts, unread, passedOver } = readInput(
        { text: readFileSync(join(INPUTS!, file), 'utf8'), file },
        sources,
      );
      return parts.length + unread.length + passedOver.length === 0;
    });
    expect(silent).toEqual([]);
  });
});
