/**
 * How the code is built, in figures to compare before and after a change: `npm run structure`, `-- --list` to see where, `-- --root FOLDER` for another
 * checkout. It judges nothing and ends with 0.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const MAX_FUNCTION_LINES = 60;
const MAX_FILE_LINES = 300;
const COLUMNS = { code: ['bin', 'lambda', 'lib'], 'bench, tools': ['bench', 'tools'], test: ['test'] };

interface Source {
  /** Relative to the checkout, with slashes. */
  readonly path: string;
  readonly file: ts.SourceFile;
}

/** A place in a file, and what stands there. */
interface Found {
  readonly path: string;
  readonly what: string;
}

function sourcesOf(root: string): Source[] {
  return Object.values(COLUMNS)
    .flat()
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter(
          (name) => /\.m?ts$/.test(name) && !/\.(d|generated)\.ts$|(^|[\\/])(target|node_modules)[\\/]/.test(name),
        )
        .map((name) => join(folder, name).replaceAll('\\', '/')),
    )
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, file: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
    });
}

function longFiles(sources: readonly Source[]): Found[] {
  return sources.flatMap(({ path, file }) => {
    const lines = file.getLineAndCharacterOfPosition(file.end).line;
    return lines > MAX_FILE_LINES ? [{ path, what: `${lines} lines` }] : [];
  });
}

/** Functions by their own lines; the body of a `describe` is a list of tests. */
function longFunctions(sources: readonly Source[]): Found[] {
  return nodesIn(sources, (node, file) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return undefined;
    const { parent } = node;
    if (ts.isCallExpression(parent) && parent.expression.getText(file).startsWith('describe')) return undefined;
    const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
    const lines = lineOf(node.end) - lineOf(node.getStart(file)) + 1;
    if (lines <= MAX_FUNCTION_LINES) return undefined;
    return `${node.name?.getText(file) ?? `function in line ${lineOf(node.getStart(file)) + 1}`}, ${lines} lines`;
  });
}

/** `x as DecisionLine`: a log entry whose form is believed, not read. */
function castLogEntries(sources: readonly Source[]): Found[] {
  return nodesIn(sources, (node, file) =>
    ts.isAsExpression(node) && /^\w*(Decision|Line|LogEntry)\w*(\[\])?$/.test(node.type.getText(file))
      ? node.getText(file).replaceAll(/\s+/g, ' ')
      : undefined,
  );
}

function nodesIn(
  sources: readonly Source[],
  whatIs: (node: ts.Node, file: ts.SourceFile) => string | undefined,
): Found[] {
  return sources.flatMap(({ path, file }) => {
    const found: Found[] = [];
    const visit = (node: ts.Node): void => {
      const what = whatIs(node, file);
      if (what !== undefined) found.push({ path, what });
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

/** Groups of files that reach each other by imports, type-only ones included. */
function importCycles(sources: readonly Source[]): Found[] {
  const paths = new Set(sources.map(({ path }) => path));
  const targetsOf = new Map(
    sources.map(({ path, file }) => {
      const names = ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
      const bases = names.filter((name) => name.startsWith('.')).map((name) => join(dirname(path), name));
      const files = bases.flatMap((base) => [`${base}.ts`, `${base}/index.ts`].find((one) => paths.has(one)) ?? []);
      return [path, files] as const;
    }),
  );
  const reachableFrom = (start: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...(targetsOf.get(start) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(targetsOf.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map([...paths].map((path) => [path, reachableFrom(path)]));
  const groups = new Set(
    [...paths]
      .filter((path) => reached.get(path)?.has(path))
      .map((path) =>
        [...paths].filter((other) => reached.get(path)?.has(other) && reached.get(other)?.has(path)).sort(),
      )
      .map((group) => group.join(' ')),
  );
  return [...groups].map((group) => ({ path: group.split(' ')[0] ?? '', what: group }));
}

interface KnipIssue {
  readonly file: string;
  readonly exports?: readonly { readonly name: string }[];
  readonly types?: readonly { readonly name: string }[];
}

/** Exports that no other file takes, types included. */
function unusedExports(root: string): Found[] {
  const here = join(__dirname, '..');
  const knip = join(here, 'node_modules', 'knip', 'bin', 'knip.js');
  const args = [knip, '--directory', root, '--config', join(here, 'knip.json')];
  const reported = execFileSync(
    process.execPath,
    [...args, '--include', 'exports,types', '--reporter', 'json', '--no-exit-code', '--no-progress'],
    { encoding: 'utf8' },
  );
  const { issues } = JSON.parse(reported) as { issues: readonly KnipIssue[] };
  return issues.flatMap(({ file, exports = [], types = [] }) =>
    [...exports, ...types].map(({ name }) => ({ path: file, what: name })),
  );
}

const { values } = parseArgs({ options: { root: { type: 'string' }, list: { type: 'boolean' } } });
const root = resolve(values.root ?? join(__dirname, '..'));
const sources = sourcesOf(root);
const report: Record<string, readonly Found[]> = {
  'import cycles': importCycles(sources),
  [`functions over ${MAX_FUNCTION_LINES} lines`]: longFunctions(sources),
  [`files over ${MAX_FILE_LINES} lines`]: longFiles(sources),
  'unused exports': unusedExports(root),
  'casts of log entries': castLogEntries(sources),
};
const row = (name: string, cells: readonly (string | number)[]) =>
  `${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`;
process.stdout.write(row('', Object.keys(COLUMNS)));
for (const [name, found] of Object.entries(report)) {
  const counts = Object.values(COLUMNS).map(
    (folders) => found.filter(({ path }) => folders.includes(path.split('/')[0] ?? '')).length,
  );
  process.stdout.write(row(name, counts));
  if (values.list) for (const { path, what } of found) process.stdout.write(`    ${path}: ${what}\n`);
}
