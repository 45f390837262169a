import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { LAYERS, layerOf, PURE, SHARED } from '../tools/layers';

const root = join(__dirname, '..');

/** Names through which time, chance or the outside world would get in. */
const IMPURE =
  /^(process|console|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|performance|crypto|globalThis|require|__dirname)$/;

interface Source {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const path = relative(root, join(root, folder, name)).replaceAll('\\', '/');
      return { path, text: readFileSync(join(root, path), 'utf8') };
    });
}

/** Every module a file names: imports, re-exports, types and `require`. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function forbiddenImports({ path, text }: Source): string[] {
  const layer = LAYERS.find(({ name }) => name === layerOf(path));
  if (layer === undefined) return [`${path} is in no layer of tools/layers.ts`];
  const layers = [layer.name, ...SHARED, ...layer.layers];
  const isAllowed = (name: string): boolean =>
    name.startsWith('.')
      ? layers.includes(layerOf(join(path, '..', name).replaceAll('\\', '/')))
      : layer.packages.some((one) =>
          /[:/]$/.test(one) ? name.startsWith(one) : name === one || name.startsWith(`${one}/`),
        );
  return importsOf(text).flatMap((name) => (isAllowed(name) ? [] : [`${path} imports ${name}`]));
}

/** Clock, chance and outside world in a file: `Date.now()`, `new Date()` without a value, `Math.random`, `process` and their like. */
function impurities({ path, text }: Source): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && /^(Date\.now|Math\.random)$/.test(node.getText(file)))
      found.push(node.getText(file));
    if (ts.isNewExpression(node) && node.expression.getText(file) === 'Date' && (node.arguments ?? []).length === 0)
      found.push('new Date()');
    if (ts.isCallExpression(node) && node.expression.getText(file) === 'Date') found.push('Date()');
    if (ts.isIdentifier(node) && IMPURE.test(node.text) && isReference(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.map((what) => `${path} uses ${what}`);
}

/** Whether a name stands for the global, and not for a property, a parameter or a field of that name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  const declares = 'name' in parent && parent.name === node;
  return !declares && !ts.isTypeReferenceNode(parent) && !ts.isLiteralTypeNode(parent);
}

const lib = sources('lib');
const all = [...lib, ...sources('lambda'), ...sources('bin')];
const pure = lib.filter(({ path }) => PURE.includes(layerOf(path)));

describe('the boundaries between layers', () => {
  test('every file imports only what its layer may', () => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.flatMap(forbiddenImports)).toEqual([]);
  });

  test('nothing in lib or bin imports the Lambda', () => {
    const importers = all.filter(
      ({ path, text }) =>
        !path.startsWith('lambda/') && importsOf(text).some((name) => /(^|\/)lambda(\/|$)/.test(name)),
    );
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  test('the pure layers know no clock, no chance and no outside world', () => {
    expect(pure.length).toBeGreaterThan(20);
    expect(pure.flatMap(impurities)).toEqual([]);
  });

  test('the Lambda takes its clock and its environment from whoever made it; only its entry knows the process', () => {
    const readers = sources('lambda')
      .filter(({ path }) => !path.endsWith('/handler.ts'))
      .flatMap(impurities);
    expect(readers.filter((one) => /Date|Math\.random|set(Timeout|Interval)|console|process$/.test(one))).toEqual([]);
  });

  test('the simulator has no time or chance but its own', () => {
    const simulator = lib.filter(({ path }) => layerOf(path) === 'simulator');
    expect(simulator.flatMap(impurities).filter((one) => /Date|Math\.random/.test(one))).toEqual([]);
  });

  test('library code prints nothing', () => {
    const printers = all
      .filter(({ path }) => !/^(bin|lib\/cli)\//.test(path))
      .flatMap(impurities)
      .filter((one) => one.endsWith('uses console'));
    expect(printers.filter((one) => !one.startsWith('lambda/remediator/handler.ts'))).toEqual([]);
  });

  test.each([
    ['lib/yarn/x.ts', "import { plan } from '../sizing';"],
    ['lib/steps/x.ts', "export * from '../sizing/types';"],
    ['lib/sizing/x.ts', "import type { Row } from '../remedy/row';"],
    ['lib/spark/x.ts', "import { createHash } from 'node:crypto';"],
    ['lib/remedy/x.ts', "import { EMRClient } from '@aws-sdk/client-emr';"],
    ['lib/render/x.ts', "const fs = require('fs');"],
    ['lib/diagnosis/x.ts', "const later = import('aws-cdk-lib');"],
    ['lib/constructs/x.ts', "import { EMRClient } from '@aws-sdk/client-emr';"],
    ['lib/simulator/x.ts', "import { handler } from '../../lambda/remediator/handler';"],
    ['lambda/remediator/x.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lambda/remediator/x.ts', "import { World } from '../../lib/simulator';"],
    ['lib/index.ts', "export * from './cli';"],
    ['lib/elsewhere/x.ts', ''],
  ])('would catch in %s: %s', (path, text) => {
    expect(forbiddenImports({ path, text })).toHaveLength(1);
  });

  test.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.env.X',
    'console.log(1)',
    'setTimeout(f, 1)',
    'fetch(url)',
  ])('would catch %s in a pure layer', (text) => {
    expect(impurities({ path: 'lib/sizing/x.ts', text: `export const x = () => ${text};` })).toHaveLength(1);
  });

  test.each(['new Date(epochMs)', 'step.process', '({ process: 1 })', 'type X = { console: string }'])(
    'would let %s pass',
    (text) => {
      expect(
        impurities({
          path: 'lib/sizing/x.ts',
          text: text.startsWith('type') ? text : `export const x = () => ${text};`,
        }),
      ).toEqual([]);
    },
  );
});
