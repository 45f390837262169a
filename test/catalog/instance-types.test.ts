import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instanceFacts, instanceTypeNames, UnknownInstanceTypeError } from '../../lib/catalog';

/** The tables the catalog was generated from, read here in another way: cells by position. */
const lines = (file: string) =>
  readFileSync(join(__dirname, '..', '..', 'tools', 'data', file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
const yarn = lines('emr-yarn-memory.csv');
const ec2 = new Map(lines('ec2-instances.csv').map((cells) => [cells[0], cells]));
const isRefused = (name: string, memory: string) => /^(c1|m1|m2)\./.test(name) || Number(memory) <= 0;

describe('the catalog of instance types', () => {
  test('has every type with YARN memory but the families c1, m1 and m2', () => {
    const expected = yarn.filter(([name = '', memory = '']) => !isRefused(name, memory)).map(([name]) => name);
    expect(yarn.length).toBeGreaterThan(730);
    expect(instanceTypeNames()).toEqual(expected.sort());
  });

  test("has each type's YARN memory, and EMR's and EC2's vCPUs", () => {
    const wrong = yarn.flatMap(([name = '', memory = '', source = '', vcores = '']) => {
      if (isRefused(name, memory)) return [];
      const facts = instanceFacts(name);
      const machine = ec2.get(name);
      const same =
        facts.yarnMemoryMiB === Number(memory) &&
        (vcores === '' || facts.yarnVcores === Number(vcores)) &&
        facts.yarnMemorySource === (source.startsWith('aws-doc') ? 'documented' : 'rule') &&
        (machine === undefined ||
          (facts.ec2Vcpus === Number(machine[1]) &&
            facts.memoryMiB === Number(machine[2]) &&
            facts.architecture === machine[3] &&
            facts.localStorageGB === Number(machine[4])));
      return same ? [] : [name];
    });
    expect(wrong).toEqual([]);
  });

  test('leaves no type without memory, vcores or vCPUs', () => {
    for (const name of instanceTypeNames()) {
      const { yarnMemoryMiB, yarnVcores, ec2Vcpus } = instanceFacts(name);
      expect(Math.min(yarnMemoryMiB, yarnVcores, ec2Vcpus), name).toBeGreaterThan(0);
    }
  });

  test("counts more vcores than EC2's on 14 types: m4, d2 and i2", () => {
    const differing = instanceTypeNames().filter(
      (name) => instanceFacts(name).yarnVcores !== instanceFacts(name).ec2Vcpus,
    );
    expect(differing).toHaveLength(14);
    expect(new Set(differing.map((name) => name.split('.')[0]))).toEqual(new Set(['m4', 'd2', 'i2']));
    expect(instanceFacts('d2.8xlarge')).toMatchObject({ yarnVcores: 80, ec2Vcpus: 36 });
    expect(instanceFacts('m4.xlarge')).toMatchObject({ yarnVcores: 8, ec2Vcpus: 4 });
  });

  test.each([
    ['r5.4xlarge', 122880, 16],
    ['m5.xlarge', 12288, 4],
    ['m6i.4xlarge', 54272, 16],
    ['c5.12xlarge', 90112, 48],
    ['r4.8xlarge', 241664, 32],
  ])('agrees with EMR on %s', (name, yarnMemoryMiB, yarnVcores) => {
    expect(instanceFacts(name)).toMatchObject({ yarnMemoryMiB, yarnVcores });
  });

  test.each([
    ['r5.4xlagre', 'r5.4xlarge'],
    ['R5.4XLARGE', 'r5.4xlarge'],
    ['m5.xlargee', 'm5.xlarge'],
  ])('fails for %s, and names close matches', (name, close) => {
    expect(() => instanceFacts(name)).toThrow(UnknownInstanceTypeError);
    expect(() => instanceFacts(name)).toThrow(
      new RegExp(`unknown instance type "${name}"; did you mean .*${close.replace('.', '\\.')}`),
    );
  });

  test.each(['', 'nothing-like-it', 'm1.small', '__proto__', 'constructor'])('fails for %j', (name) => {
    expect(() => instanceFacts(name)).toThrow('unknown instance type');
  });
});
