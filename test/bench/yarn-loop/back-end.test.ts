import type { ChildProcess } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import { clusterFacts, type RealEmr, realEmr, type StepProcesses } from '../../../bench/yarn-loop/back-end';
import { FAT, jobArgs } from '../../../bench/yarn-loop/jobs';
import type { SparkProcess } from '../../../bench/yarn-loop/spark-step';

/** A process that ends when the test says so, or by a signal where it obeys one. */
class Fake implements SparkProcess {
  readonly signals: string[] = [];
  private end: (exit: number) => void = () => {};
  private over = false;
  readonly ended = new Promise<number>((resolve) => {
    this.end = resolve;
  });
  readonly child = {
    kill: (signal: string) => {
      if (this.over) return false;
      this.signals.push(signal);
      return true;
    },
  } as unknown as ChildProcess;
  said = () => '';
  result = () => undefined;
  async exit(code: number): Promise<void> {
    this.over = true;
    this.end(code);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const facts = clusterFacts('dominant', 'remediate');
const request = {
  name: 'a',
  jar: 'command-runner.jar',
  args: jobArgs(FAT, 28),
  properties: {},
  actionOnFailure: 'CONTINUE',
} as const;

describe('steps as processes', () => {
  let started: Fake[];
  let emr: RealEmr;
  const begin = (how: Partial<StepProcesses> = {}): void => {
    started = [];
    emr = realEmr(facts, () => 1000, {
      start: () => {
        const process = new Fake();
        started.push(process);
        return process;
      },
      ...how,
    });
  };
  const states = (): string[] => emr.allSteps().map(({ state }) => state);
  const cancel = async (id: string) => {
    const [answer] = await emr.cancelSteps(facts.id, [id], 'SEND_INTERRUPT');
    await new Promise((resolve) => setImmediate(resolve));
    return answer?.status;
  };
  beforeEach(() => begin());

  test('run one at a time, and the exit code says how each ended', async () => {
    await emr.addSteps(facts.id, [request, request, request]);
    expect(states()).toEqual(['RUNNING', 'PENDING', 'PENDING']);
    await started[0]!.exit(0);
    expect(states()).toEqual(['COMPLETED', 'RUNNING', 'PENDING']);
    await started[1]!.exit(1);
    expect(states()).toEqual(['COMPLETED', 'FAILED', 'RUNNING']);
    expect(started).toHaveLength(3);
  });

  test('are CANCELLED only when the signalled process has ended', async () => {
    const [id = ''] = await emr.addSteps(facts.id, [request]);
    expect(await cancel(id)).toBe('SUBMITTED');
    expect(started[0]!.signals).toEqual(['SIGTERM']);
    expect(states()).toEqual(['CANCEL_PENDING']);
    await started[0]!.exit(143);
    expect(states()).toEqual(['CANCELLED']);
  });

  test('are signalled once, however often the cancel is repeated', async () => {
    const [id = ''] = await emr.addSteps(facts.id, [request]);
    await cancel(id);
    await cancel(id);
    expect(started[0]!.signals).toEqual(['SIGTERM']);
  });

  test('are COMPLETED where the process finishes all the same', async () => {
    const [id = ''] = await emr.addSteps(facts.id, [request]);
    await cancel(id);
    await started[0]!.exit(0);
    expect(states()).toEqual(['COMPLETED']);
    expect(await cancel(id)).toBe('FAILED');
  });

  test('are FAILED where the driver dies before the signal', async () => {
    begin({ beforeSignal: (process) => (process as Fake).exit(137) });
    const [id = ''] = await emr.addSteps(facts.id, [request]);
    await cancel(id);
    expect(started[0]!.signals).toEqual([]);
    expect(states()).toEqual(['FAILED']);
  });

  test('that wait are cancelled without a process', async () => {
    const [, second = ''] = await emr.addSteps(facts.id, [request, request]);
    await cancel(second);
    expect(states()).toEqual(['RUNNING', 'CANCELLED']);
    expect(started).toHaveLength(1);
  });
});
