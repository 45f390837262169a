import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from './support';

const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-suppressions-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function findings(comments: string, flags = ''): Promise<string[]> {
  const path = join(folder, 'spark-defaults.conf');
  writeFileSync(path, `${comments}\nspark.executor.memroy 4g\nspark.acme.ledger 1\nspark.acme.store 2\n`);
  const { out } = await cli(`lint --json ${flags} ${path}`);
  const { findings: found } = JSON.parse(out) as { findings: { id: string; key?: string; where: string }[] };
  return found.map(({ id, key, where }) => `${id} ${key ?? where}`);
}

const ALL = ['misspelt-key spark.executor.memroy', 'unknown-key spark.acme.ledger', 'unknown-key spark.acme.store'];

describe('findings that are not to count', () => {
  test('a comment with a reason suppresses a finding of its file', async () => {
    expect(await findings('# emr-autotune-ignore: unknown-key the ledger library reads them')).toEqual([ALL[0]]);
  });

  test('or that of one setting', async () => {
    const comment = '# emr-autotune-ignore: unknown-key:spark.acme.ledger the ledger library reads it';
    expect(await findings(comment)).toEqual([ALL[0], ALL[2]]);
  });

  test('without a reason it suppresses nothing, and is told', async () => {
    expect(await findings('# emr-autotune-ignore: unknown-key')).toEqual([...ALL, 'suppression-without-reason line 1']);
  });

  test('one that the file does not need is told, and so is one that names no finding', async () => {
    const comments = '# emr-autotune-ignore: unit-trap meant\n# emr-autotune-ignore: unknown-kye they are ours';
    expect(await findings(comments)).toEqual([...ALL, 'suppression-unused line 1', 'suppression-unused line 2']);
  });

  test('--ignore needs no reason, and holds for one setting where one is named', async () => {
    expect(await findings('', '--ignore unknown-key --ignore misspelt-key')).toEqual([]);
    expect(await findings('', '--ignore unknown-key:spark.acme.store')).toEqual([ALL[0], ALL[1]]);
  });

  test('--ignore refuses what is not the id of a finding, with the nearest', async () => {
    const { code, err } = await cli('lint --ignore unknown-kye -- spark-submit job.py');
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean unknown-key?')]);
  });
});
