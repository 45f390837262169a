import { describe, expect, test } from 'vitest';
import { localCommand } from '../../../bench/pyspark/submit';
import { cli } from '../../cli/support';

const PLAN = 'plan --core c5.xlarge:3 --python --shuffle-bytes 2GB --format spark-submit';

describe('the command of a plan, for a machine without YARN', () => {
  test('keeps every setting and replaces master and application', async () => {
    const { out } = await cli(PLAN);
    const command = localCommand(out, ['join.py', 'a b'], [['spark.ui.enabled', 'false']]);
    const settings = (text: string) => text.match(/--conf \S+/g) ?? [];
    expect(settings(out).length).toBeGreaterThan(15);
    expect(settings(command)).toEqual([...settings(out), '--conf spark.ui.enabled=false']);
    expect(command).toContain("--master 'local-cluster[11,1,1097]'");
    expect(command).toContain('--deploy-mode client');
    expect(command).not.toMatch(/yarn \\|YOUR_APPLICATION/);
    expect(command.endsWith("join.py 'a b'")).toBe(true);
  });

  test('fails for a command that it does not understand', async () => {
    const { out } = await cli(PLAN);
    expect(() => localCommand(out.replace('--master yarn', ''), ['x'], [])).toThrow('"--master yarn" 0 times');
    expect(() => localCommand(`${out} YOUR_APPLICATION`, ['x'], [])).toThrow('"YOUR_APPLICATION" 2 times');
    expect(() => localCommand(out.replace('executor.memory=1097m', 'executor.memory=1g'), ['x'], [])).toThrow(
      'no spark.executor.memory',
    );
  });
});
