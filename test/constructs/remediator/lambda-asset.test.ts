import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { remediatorAsset } from '../../../lib/constructs/remediator/lambda-asset';
import { temporaryDirectory } from '../synth';

/** A package in a new directory, with these files. */
function packageWith(files: Record<string, string>): string {
  const root = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const OURS = '{"name":"cdk-emr-autotune"}';
const BUILT = join('dist', 'lambda', 'remediator', 'index.js');

describe("the function's asset", () => {
  test.each([join('lib', 'constructs'), join('dist', 'lib', 'constructs')])('is found from %s', (from) => {
    const root = packageWith({ 'package.json': OURS, [BUILT]: '', [join(from, 'x.js')]: '' });

    expect(remediatorAsset(join(root, from))).toBe(join(root, 'dist', 'lambda', 'remediator'));
  });

  test("is found past another package's manifest", () => {
    const root = packageWith({
      'package.json': OURS,
      [BUILT]: '',
      [join('lib', 'package.json')]: '{"name":"other"}',
      [join('lib', 'constructs', 'x.js')]: '',
    });

    expect(remediatorAsset(join(root, 'lib', 'constructs'))).toContain(root);
  });

  test('fails where it has not been built, saying what to run', () => {
    const root = packageWith({ 'package.json': OURS });

    expect(() => remediatorAsset(root)).toThrow(/run "npm run build"/);
  });

  test('fails outside the package', () => {
    expect(() => remediatorAsset(packageWith({}))).toThrow(/no package.json of cdk-emr-autotune/);
  });
});
