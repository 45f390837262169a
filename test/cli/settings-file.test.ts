import { describe, expect, test } from 'vitest';
import { call } from './support';

/** A machine with these files and no others. */
function files(contents: Readonly<Record<string, string>>): (path: string) => string {
  return (path) => {
    const text = contents[path];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return text;
  };
}

interface Plan {
  readonly cluster: { readonly release: string; readonly primary: string };
}

async function planned(words: string, at: Parameters<typeof call>[1]): Promise<Plan['cluster']> {
  const { code, out, err } = await call(`plan --core r5.4xlarge:3 --json ${words}`.trim().split(' '), at);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as Plan).cluster;
}

const folder = '/home/kim/jobs/nightly';

describe('a file of settings', () => {
  const readFile = files({ '/home/kim/.emr-autotune.json': '{"release": "emr-6.15.0", "primary": "m5.4xlarge"}' });

  test('counts in every folder below it', async () => {
    expect(await planned('', { readFile, folder })).toMatchObject({ release: 'emr-6.15.0', primary: 'm5.4xlarge' });
    expect(await planned('', { readFile, folder: '/home' })).toMatchObject({ release: 'emr-7.9.0' });
  });

  test('gives way to the environment, and both to a flag', async () => {
    const environment = { AUTOTUNE_RELEASE: 'emr-6.9.0', AUTOTUNE_PRIMARY: '' };
    expect(await planned('', { readFile, folder, environment })).toMatchObject({
      release: 'emr-6.9.0',
      primary: 'm5.4xlarge',
    });
    expect(await planned('--release emr-7.1.0', { readFile, folder, environment })).toMatchObject({
      release: 'emr-7.1.0',
    });
  });

  test('may be YAML, nearer than another, or named with --config', async () => {
    const both = files({
      '/home/kim/.emr-autotune.json': '{"release": "emr-6.15.0"}',
      '/home/kim/jobs/.emr-autotune.yaml': '# ours\nrelease: emr-6.8.0\n',
      'other.yml': 'release: emr-7.3.0\n',
      '-': '{"release": "emr-7.2.0"}',
    });
    expect(await planned('', { readFile: both, folder })).toMatchObject({ release: 'emr-6.8.0' });
    expect(await planned('--config other.yml', { readFile: both, folder })).toMatchObject({ release: 'emr-7.3.0' });
    expect(await planned('--config -', { readFile: both, folder })).toMatchObject({ release: 'emr-7.2.0' });
  });

  test('names the usual cluster, unless the command line describes another', async () => {
    const usual = {
      readFile: files({ '/.emr-autotune.json': '{"cluster": "nightly", "primary": "m5.xlarge"}' }),
      folder: '/',
    };
    expect((await call(['diagnose'], usual)).err).toMatch(/id of a cluster, such as j-.*got "nightly"/);
    const dashboard = 'diagnose --core r5.4xlarge:82 --memory 97.7% --cores 45%'.split(' ');
    expect((await call(dashboard, usual)).code).toBe(0);
    const linted = ['lint', 'spark-submit --executor-cores 4 job.py'];
    expect((await call(linted, usual)).err).toBe('');
  });

  test.each([
    ['a misspelt key, naming the nearest', '{"relaese": "emr-7.9.0"}', /no setting "relaese"; use release/],
    ['a key that is nothing like one', '{"executors": "4"}', /no setting "executors"; use one of cluster, release/],
    ['a value that is not a string', '{"release": 7.9}', /"release" must be a string, got 7\.9/],
    ['a list', '["emr-7.9.0"]', /must hold keys and values/],
    ['text of neither form', '{"release": ', /is neither JSON nor YAML/],
  ])('fails for %s', async (_, text, message) => {
    const { code, out, err } = await call(['plan', '--core', 'r5.4xlarge:3'], {
      readFile: files({ '/home/.emr-autotune.json': text }),
      folder: '/home',
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toContain('/home/.emr-autotune.json');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('fails where a folder holds two, and where a named one cannot be read', async () => {
    const two = files({ '/.emr-autotune.json': '{}', '/.emr-autotune.yaml': '' });
    expect((await call(['plan'], { readFile: two, folder: '/' })).err).toMatch(/both hold settings; keep one/);
    expect((await call(['plan', '--config', 'gone.json'], { readFile: two, folder: '/' })).err).toMatch(
      /cannot read gone\.json; --config takes/,
    );
  });

  test('does not stand in the way of the help', async () => {
    const broken = files({ '/.emr-autotune.json': 'release = emr' });
    expect((await call(['plan', '--help'], { readFile: broken, folder: '/' })).code).toBe(0);
  });
});
