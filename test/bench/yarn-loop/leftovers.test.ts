import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endProcessesOf, entriesOutside, entriesSince, processesOf } from '../../../bench/yarn-loop/leftovers';

test.runIf(process.platform === 'linux')(
  'a process that works in the folder is found and ended, one of a neighbour is not',
  async () => {
    const root = realpathSync(process.env.AUTOTUNE_TEST_FOLDER ?? tmpdir());
    const [ours, neighbour] = ['run', 'run-2'].map((name) => mkdtempSync(join(root, name))) as [string, string];
    const start = (cwd: string) => spawn('sleep', ['60'], { cwd, stdio: 'ignore' });
    const [mine, other] = [start(ours), start(neighbour)];
    try {
      await Promise.all([mine, other].map((one) => new Promise((resolve) => one.once('spawn', resolve))));
      expect(processesOf(ours).map(({ pid }) => pid)).toEqual([mine.pid]);
      const ended = new Promise((resolve) => mine.once('exit', (_, signal) => resolve(signal)));
      expect(endProcessesOf(ours)).toBe(1);
      expect(await ended).toBe('SIGKILL');
      expect(processesOf(ours)).toEqual([]);
      expect(processesOf(neighbour).map(({ pid }) => pid)).toEqual([other.pid]);
    } finally {
      mine.kill('SIGKILL');
      other.kill('SIGKILL');
    }
  },
);

test('what comes into a folder that nobody was told to write to is named', () => {
  const folder = mkdtempSync(join(realpathSync(process.env.AUTOTUNE_TEST_FOLDER ?? tmpdir()), 'outside'));
  mkdirSync(join(folder, 'there-before'));
  const before = entriesOutside([folder]);
  expect(entriesSince(before, [folder])).toEqual([]);
  mkdirSync(join(folder, 'hsperfdata_me'));
  expect(entriesSince(before, [folder])).toEqual([join(folder, 'hsperfdata_me')]);
});
