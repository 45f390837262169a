import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { words } from './awkward-words';
import { application, CAN_RUN, CLEAR, earlier, FROM, pathOf, program, runGuard, TO } from './run-guard';

describe.skipIf(!CAN_RUN).each(['bash', 'dash'] as const)('the arguments of the guard (%s)', (shell) => {
  test('go to spark-submit byte for byte', async () => {
    const command = ['spark-submit', ...words(shell.length * 1_000_003)];
    const outcome = await runGuard(shell, { ...CLEAR, command });
    expect(outcome.submitted).toEqual(command);
    expect(outcome).toMatchObject({ code: 17, stdout: '', stderr: '' });
  });

  test('reach a spark-submit with the environment, the folder and the signals of the guard', async () => {
    const tells = 'env | grep -v "^_=\\|^SHLVL=\\|^OLDPWD=" | sort; grep SigIgn /proc/$$/status; pwd';
    const outcome = await runGuard(shell, { ...CLEAR, prepare: (world) => program(world, 'spark-submit', tells) });
    const lines = outcome.stdout.trim().split('\n');
    expect(lines.slice(0, -2).map((line) => line.split('=')[0])).toEqual('HOME PATH PWD WORLD g http_proxy'.split(' '));
    expect(lines).toContain('g=kept');
    expect(lines.at(-2)).toBe(
      spawnSync('sh', ['-c', 'grep SigIgn /proc/$$/status'], { encoding: 'utf8' }).stdout.trim(),
    );
    expect(lines.at(-1)).toMatch(/\/home$/);
  });
});

test.skipIf(!CAN_RUN).each([
  [['v2', 's-ROOT:1', 'cluster', earlier()], 'the version'],
  [[], 'the version'],
  [['v1', 's-ROOT', 'cluster', earlier()], 'the lineage'],
  [['v1', 's-ROOT:1:1', 'cluster', earlier()], 'the lineage'],
  [['v1', 's-../../x:1', 'cluster', earlier()], 'the lineage'],
  [['v1', 's-$(id):1', 'cluster', earlier()], 'the lineage'],
  [['v1', 's-ROOT:1', 'local', earlier()], 'the deploy mode'],
  [['v1', 's-ROOT:1', 'cluster'], 'the command'],
  [['v1', 's-ROOT:1', 'cluster', earlier({ step: 'ROOT' })], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', earlier({ step: 's-/etc' })], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', `${earlier()},alone`], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', `${earlier()},sole,sole`], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', `${earlier()},`], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', 's-ROOT,,-,1,2'], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', 's-ROOT,-,-,1'], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', earlier({ tag: 'a&b' })], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', earlier({ tag: 'a\nb' })], 'an earlier step'],
  [['v1', 's-ROOT:1', 'cluster', earlier({ app: 'job_1_2' })], 'an application'],
  [['v1', 's-ROOT:1', 'cluster', 's-ROOT,-,-,0123,2'], 'a time'],
  [['v1', 's-ROOT:1', 'cluster', `s-ROOT,-,-,${FROM},x${TO}`], 'a time'],
])('arguments of its own that are wrong end it: %j', async (head, what) => {
  const outcome = await runGuard('dash', { head });
  expect(outcome).toMatchObject({
    code: 64,
    submitted: undefined,
    requests: [],
    stderr: expect.stringContaining(what),
  });
});

test.skipIf(!CAN_RUN)('it runs nothing but spark-submit', async () => {
  for (const command of [[], ['sh', '-c', 'id'], ['/tmp/spark-submit']]) {
    expect(await runGuard('dash', { ...CLEAR, command })).toMatchObject({ code: 64, submitted: undefined });
  }
});

describe.skipIf(!CAN_RUN)('the programs that it needs', () => {
  const REQUIRED = ['awk', 'curl', 'find', 'gzip', 'head', 'sort'];
  const WITH_EVERY_SHELL = ['id', 'mkdir', 'sed', 'sh', 'uname'];
  const runWith = (programs: readonly string[]): ReturnType<typeof runGuard> =>
    runGuard('dash', {
      ...{ applications: [application()], earlier: [earlier({ app: 'application_1_2' })], onlyOwnPrograms: true },
      prepare: ({ bin }) => {
        for (const name of programs) symlinkSync(pathOf(name) ?? '', join(bin, name));
      },
    });

  test('are these and no others', async () => {
    expect((await runWith([...REQUIRED, ...WITH_EVERY_SHELL])).code).toBe(17);
  });

  test.each(REQUIRED)('without %s it submits nothing', async (missing) => {
    const outcome = await runWith([...REQUIRED, ...WITH_EVERY_SHELL].filter((name) => name !== missing));
    expect(outcome).toMatchObject({
      code: 75,
      requests: [],
      stderr: expect.stringContaining(`there is no ${missing}`),
    });
  });
});
