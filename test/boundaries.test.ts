import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = join(__dirname, '..');

/** Rooms without a clock, I/O or chance, in the order in which they may build on each other: each on those before it. */
const PURE = ['catalog', 'yarn', 'spark', 'steps', 'sizing', 'diagnosis', 'lint', 'remedy', 'render'];

/** What each other room may import besides itself and lib/errors; packages by their beginning. */
const OTHERS: Record<string, { rooms: string[]; packages: string[] }> = {
  constructs: { rooms: [...PURE, 'package-root'], packages: ['aws-cdk-lib', 'constructs', 'node:fs', 'node:path'] },
  simulator: { rooms: PURE, packages: ['node:'] },
  rehearsal: { rooms: [...PURE, 'simulator', 'built-function'], packages: ['node:', 'dynalite'] },
  lambda: { rooms: PURE, packages: ['@aws-sdk/', 'node:crypto', 'node:https'] },
  cli: {
    rooms: [...PURE, 'simulator', 'rehearsal', 'built-function'],
    packages: ['node:', 'commander', '@aws-sdk/', 'dynalite'],
  },
  bin: {
    rooms: [...PURE, 'constructs', 'simulator', 'rehearsal', 'cli', 'index', 'package-root'],
    packages: ['node:', 'aws-cdk-lib', 'constructs', 'commander', '@aws-sdk/', 'dynalite'],
  },
  // The public API: jsii gives it to users of Python, Java, C# and Go, who have neither the SDK nor the command line.
  index: { rooms: [...PURE, 'constructs'], packages: [] },
  errors: { rooms: [], packages: [] },
  numbers: { rooms: [], packages: [] },
  // The built function and how it is called: for whoever runs it as it is shipped.
  'built-function': { rooms: ['package-root', 'remedy'], packages: ['node:fs', 'node:path', 'node:module'] },
  // Where the built function lies: known to whoever ships or runs it.
  'package-root': { rooms: [], packages: ['node:fs', 'node:path'] },
};

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

/** `lib/sizing/plan.ts` → sizing, `lambda/…` → lambda, `lib/index.ts` and `lib` itself → index. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'lib' ? second.replace(/\.ts$/, '') || 'index' : top;
}

/** Every module a file names: imports, re-exports, types and `require`. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function forbiddenImports({ path, text }: Source): string[] {
  const room = roomOf(path);
  const order = PURE.indexOf(room);
  const allowed = order >= 0 ? { rooms: PURE.slice(0, order), packages: [] } : OTHERS[room];
  if (allowed === undefined) return [`${path} is in a room without rules`];
  return importsOf(text).flatMap((name) => {
    const target = name.startsWith('.') ? roomOf(join(path, '..', name).replaceAll('\\', '/')) : undefined;
    const fine =
      target === undefined
        ? allowed.packages.some((one) =>
            /[:/]$/.test(one) ? name.startsWith(one) : name === one || name.startsWith(`${one}/`),
          )
        : target === room || target === 'errors' || target === 'numbers' || allowed.rooms.includes(target);
    return fine ? [] : [`${path} imports ${name}`];
  });
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
const pure = lib.filter(({ path }) => PURE.includes(roomOf(path)));

describe('the boundaries between rooms', () => {
  test('every file imports only what its room may', () => {
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

  test('the pure rooms know no clock, no chance and no outside world', () => {
    expect(pure.length).toBeGreaterThan(20);
    expect(pure.flatMap(impurities)).toEqual([]);
  });

  test('the Lambda takes its clock from whoever made it, so that a rehearsal can turn it', () => {
    const readers = sources('lambda')
      .filter(({ path }) => !path.endsWith('/handler.ts'))
      .flatMap(impurities);
    expect(readers.filter((one) => /Date|Math\.random|set(Timeout|Interval)|console/.test(one))).toEqual([]);
  });

  test('the simulator has no time or chance but its own', () => {
    const simulator = lib.filter(({ path }) => roomOf(path) === 'simulator');
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
  ])('would catch %s in a pure room', (text) => {
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
