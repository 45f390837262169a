import { describe, expect, test } from 'vitest';
import { readCores, readMemory } from '../../lib/cli/dashboard';

/** 82 r5.4xlarge: 10,076,160 MB, which are 9.61 TiB. */
const TOTAL = 10_076_160;
const IN_USE = 0.977;

describe('memory in use, as a dashboard has it', () => {
  test.each([
    // CloudWatch's figures divided by 10⁶.
    '9.85/10.08TB',
    '9.85 TB of 10.08 TB',
    '9850 GB out of 10080 GB',
    '0.23 TB free of 10.08 TB',
    '9.85 TB / 10.08 TB (97.7 %)',
    // YARN's and Spark's pages: 1 TB is 2²⁰ MB.
    '9.39TiB/9.61TiB',
    '9.39/9.61TB',
    '<memory:9.39 TB, vCores:591> / <memory:9.61 TB, vCores:1312>',
    '9615 GiB of 9840 GiB',
    // Bytes, which 10,076,160 MiB are 10.57 × 10¹² of.
    '10.323 TB of 10.566 TB',
    '10322 / 10566 GB',
    // Shares, of what is used or of what is left.
    '97,7%',
    '97.7 % used',
    '97.7 percent',
    '97.7 per cent used',
    '0.977',
    '0,977',
    '97.7',
    '2.3% available',
    '97.7% of 10.08 TB',
    // Decimals after a comma, thousands after a point, a comma, a space or nothing.
    '9,85/10,08 TB',
    '9.846.129/10.076.160 MB',
    '9,846,129 of 10,076,160 MB',
    '9 846 129 / 10 076 160',
    '9846129',
    '10324437900000 B',
  ])('%s is 97.7 %% of the memory of the nodes', (text) => {
    expect(readMemory(text, TOTAL).used / TOTAL).toBeCloseTo(IN_USE, 3);
  });

  test('says which meaning of a unit it took', () => {
    expect(readMemory('9.85/10.08TB', TOTAL).reading).toContain('decimal (1 TB = 1,000,000 MB)');
    expect(readMemory('9.39/9.61TB', TOTAL).reading).toContain('binary (1 TB = 1,048,576 MB)');
    // Ten m5.4xlarge have 573,440 MB, 560 GB of the ResourceManager's page.
    expect(readMemory('540/560GB', 573_440).reading).toContain('binary (1 GB = 1,024 MB)');
    expect(readMemory('10.32/10.57TB', TOTAL).reading).toContain('decimal (1 TB = 10^12 bytes)');
    expect(readMemory('2.3% available', TOTAL).reading).toBe('97.7 % of 10,076,160 MB, from "2.3% available"');
  });

  test('takes a total of one decimal for all that it may stand for', () => {
    // Ten r5.4xlarge have 1.17 TiB.
    expect(readMemory('1.1 TiB / 1.2 TiB', 1_228_800).used / 1_228_800).toBeCloseTo(1.1 / 1.2, 6);
    expect(() => readMemory('1.1 TiB / 1.3 TiB', 1_228_800)).toThrow('says 1,363,149 in total');
  });

  test('takes a number without a total only where its unit can have one meaning', () => {
    // 9.85 TiB would be more than there is.
    expect(readMemory('9.85TB', TOTAL).used).toBe(9_850_000);
    expect(readMemory('9.39TiB', TOTAL).used).toBeCloseTo(9_846_128.6, 0);
    expect(() => readMemory('9.39TB', TOTAL)).toThrow(
      '--memory 9.39TB is 9,390,000 MB or 9,846,129 MB; give the total of that dashboard as well',
    );
  });

  test.each([
    ['much', 'takes USED/TOTAL or a percentage'],
    ['9.85/10.08/3 TB', 'takes USED/TOTAL or a percentage'],
    ['97.7% of 10%', 'takes USED/TOTAL or a percentage'],
    ['9,84,6129 MB', 'takes USED/TOTAL or a percentage'],
    ['9.85/10.08XB', 'knows MB, GB, TB and PB, and GiB, TiB and PiB, got "10.08XB"'],
    ['9.85/12 TB', '--memory says 12,000,000 in total, but the nodes have 10,076,160'],
    ['97.7% of 12 TB', '--memory says 12,000,000 in total, but the nodes have 10,076,160'],
    ['12TB', '--memory says 12,000,000 in use, but the nodes have 10,076,160'],
    ['10.09/10.08TB', '--memory must be between 0 and the total'],
    ['120%', '--memory must be between 0 and the total'],
    ['-3%', '--memory must be between 0 and the total'],
  ])('fails for %s', (text, message) => {
    expect(() => readMemory(text, TOTAL)).toThrow(message);
  });
});

describe('vcores in use', () => {
  test.each([
    '591/1312',
    '591 of 1,312 vcores',
    '591',
    '591/1.312',
    '721 free of 1312',
    '<memory:9.39 TB, vCores:591> of <memory:9.61 TB, vCores:1312>',
  ])('%s is 591', (text) => {
    expect(readCores(text, 1_312).used).toBeCloseTo(591, 6);
  });

  test.each(['45%', '0.45', '0,45', '55 % idle'])('%s is a share of them', (text) => {
    expect(readCores(text, 1_312).used).toBeCloseTo(590.4, 6);
  });

  test.each(['766/160', '-606 available of 160', '766'])('%s is more than there are', (text) => {
    expect(readCores(text, 160).used).toBe(766);
  });

  test.each([
    ['591/600', '--cores says 600 in total, but the nodes have 1,312'],
    ['12GB', '--cores takes a number of vcores, got "12GB"'],
    ['-3/1312', '--cores must be between 0 and the total'],
  ])('fails for %s', (text, message) => {
    expect(() => readCores(text, 1_312)).toThrow(message);
  });
});
