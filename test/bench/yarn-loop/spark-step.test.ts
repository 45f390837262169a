import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { endProcessesOf, processesOf } from '../../../bench/yarn-loop/leftovers';
import type { SparkInstallation } from '../../../bench/yarn-loop/spark-installation';
import { allResults, makePrimaryNode, startStep } from '../../../bench/yarn-loop/spark-step';

/** A process is awaited, however busy the machine is: what would wait for ever is ended by the runner. */
const PATIENT = { timeout: 3_600_000 };
/** In place of spark-submit a shell, whose command is the step's second word. */
const SHELL: SparkInstallation = { jars: '', submit: () => ['sh', ['-c'], {}] };
const RESULT = { appId: 'application_1_1', reads: 8, sessionMs: 1, jobMs: 2 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(process.env.AUTOTUNE_TEST_FOLDER ?? tmpdir()), 'node-'));
});

describe.runIf(process.platform === 'linux')('a step of the bench', () => {
  test('runs in its own folder as its spark-submit does, and leaves what it says where a guard reads it', async () => {
    const node = makePrimaryNode(folder, 'conf', SHELL);
    const step = startStep(node, 's-1', ['spark-submit', 'pwd; echo said >&2; exit 17']);
    expect(await step.ended).toBe(17);
    expect(step.said()).toBe('said\n');
    expect(step.result()).toBeUndefined();
  });

  test('is found by its folder, and a signal ends it', async () => {
    const step = startStep(makePrimaryNode(folder, 'conf', SHELL), 's-1', ['spark-submit', 'exec sleep 60']);
    await expect
      .poll(() => processesOf(join(folder, 'steps', 's-1')).map(({ command }) => command), PATIENT)
      .toEqual(['sleep 60']);
    step.child.kill('SIGTERM');
    expect(await step.ended).toBe(143);
    expect(processesOf(folder)).toEqual([]);
  });

  test('has a client that outlives the signal where a shell waits for it', async () => {
    const step = startStep(makePrimaryNode(folder, 'conf', SHELL, true), 's-1', ['spark-submit', 'exec sleep 60']);
    const sleeping = (): string[] =>
      processesOf(join(folder, 'steps', 's-1')).flatMap(({ command }) => (command === 'sleep 60' ? [command] : []));
    await expect.poll(sleeping, PATIENT).toHaveLength(1);
    step.child.kill('SIGTERM');
    expect(await step.ended).toBe(143);
    expect(sleeping()).toHaveLength(1);
    expect(endProcessesOf(folder)).toBe(1);
  });
});

test('what a job says at its end is read from the process of its step, and from the logs of containers', () => {
  const line = (appId: string): string => `log\nRESULT ${JSON.stringify({ ...RESULT, appId })}\n`;
  for (const [path, appId] of [
    ['logs/s-1', 'application_1_1'],
    ['nm2/log/application_1_2/container_1_2_01_000001', 'application_1_2'],
  ] as const) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'stdout'), line(appId));
  }
  mkdirSync(join(folder, 'nm2/log/application_1_2/container_1_2_01_000002'));
  expect(allResults(folder).map(({ appId }) => appId)).toEqual(['application_1_1', 'application_1_2']);
});
