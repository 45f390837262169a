import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Application } from './resource-manager';
import { application, CAN_RUN, earlier, type Outcome, program, runGuard, type Shell, type World } from './run-guard';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process in the folder of a step, as the client that the step has started is. */
async function clientIn({ steps }: World, step: string, script = 'exec sleep 1000'): Promise<ChildProcess> {
  mkdirSync(join(steps, step), { recursive: true });
  const child = spawn('sh', ['-c', `echo started; ${script}`], {
    cwd: join(steps, step),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

const known = [earlier({ app: 'application_1_2' })];
/** Tells the test that the guard waits, then sleeps for good. */
const WAITS_FOR_GOOD = `echo waits >&2; PATH=\${PATH#*:}; exec sleep 1000`;
/** Kills the process that has started the guard, and waits until it is gone. */
const ENDS_THE_PARENT = 'read -r p < "$WORLD/parent"; kill -KILL "$p"; while [ -d "/proc/$p" ]; do :; done';

/** Runs the guard and does something once it waits. */
function whileItWaits(shell: Shell, act: (guard: ChildProcess, world: World) => void): Promise<Outcome> {
  return runGuard(
    shell,
    { applications: [application()], earlier: known, prepare: (world) => program(world, 'sleep', WAITS_FOR_GOOD) },
    (child, world) => child.stderr?.on('data', (text: string) => text.includes('waits') && act(child, world)),
  );
}

describe.skipIf(!CAN_RUN).each(['bash', 'dash'] as const)('the guard among processes (%s)', (shell) => {
  test('ends at once when it is told to while it waits, with what it waits for', async () => {
    const outcome = await whileItWaits(shell, (guard) => guard.kill('SIGTERM'));
    // Its stderr is closed, so nothing that it started is left.
    expect(outcome).toMatchObject({ code: 143, signal: null, submitted: undefined });
    expect(outcome.stderr).toContain('ended by a signal');
  });

  test('ends a client that has outlived its step, then the application that this has registered meanwhile', async () => {
    const applications: Application[] = [];
    let client: ChildProcess | undefined;
    const outcome = await runGuard(shell, {
      applications,
      earlier: [earlier({ sole: true })],
      prepare: async (world) => {
        client = await clientIn(world, 's-ROOT');
        client.once('exit', () => applications.push(application()));
      },
    });
    expect(client?.signalCode).toBe('SIGTERM');
    expect(outcome).toMatchObject({
      code: 17,
      requests: expect.arrayContaining([expect.stringMatching(/^PUT apps\/application_1_2\//)]),
    });
  });

  test('submits nothing, and asks for nothing, while a client does not end', async () => {
    const outcome = await runGuard(shell, {
      earlier: known,
      prepare: async (world) => void (await clientIn(world, 's-ROOT', 'trap "" TERM; exec sleep 1000')),
    });
    expect(outcome).toMatchObject({ code: 75, submitted: undefined, requests: [] });
  });

  test('ends a client whose folder is gone', async () => {
    let client: ChildProcess | undefined;
    const outcome = await runGuard(shell, {
      applications: [application()],
      earlier: known,
      prepare: async (world) => {
        client = await clientIn(world, 's-ROOT');
        rmdirSync(join(world.steps, 's-ROOT'));
      },
    });
    expect([outcome.code, client?.signalCode]).toEqual([17, 'SIGTERM']);
  });

  test('ends where a signal has ended only the process that started it', async () => {
    const outcome = await runGuard(shell, {
      applications: [application()],
      earlier: known,
      hasParent: true,
      prepare: (world) => program(world, 'sleep', ENDS_THE_PARENT),
    });
    expect(outcome.stderr).toContain('the step has ended');
    expect(outcome.submitted).toBeUndefined();
  });

  test('leaves alone the processes of other steps', async () => {
    let others: ChildProcess[] = [];
    const outcome = await runGuard(shell, {
      applications: [application()],
      earlier: known,
      prepare: async (world) => {
        others = [await clientIn(world, 's-ROOT2'), await clientIn(world, 's-OTHER')];
      },
    });
    expect(outcome.code).toBe(17);
    expect(others.map(({ signalCode }) => signalCode)).toEqual([null, null]);
  });
});
