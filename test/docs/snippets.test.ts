import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type Page, readPages, root } from './pages';

interface Snippet {
  /** Where it stands: `README.md`, line of its first line of code. */
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

function snippetsOf({ path: page, text }: Page): Snippet[] {
  return [...text.matchAll(/^( *)```ts\n([\s\S]*?)^\1```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: (match[2] ?? '').replaceAll(new RegExp(`^${match[1]}`, 'gm'), ''),
  }));
}

/**
 * The file a snippet is compiled as. A path in its first line (`// lib/lint/rules/x.ts`) says where it would stand; else it uses the package by
 * its name, and what needs a scope (`this`) stands in a stack. Lines keep their numbers.
 */
function fileOf({ code }: Snippet, index: number): { path: string; text: string } {
  const path = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1]?.replace(/\.ts$/, `.snippet-${index}.ts`);
  if (path !== undefined || !/\bthis\b/.test(code)) {
    return { path: join(root, path ?? `snippet-${index}.ts`), text: code };
  }
  const lines = code.trimEnd().split('\n');
  const afterImports = lines.findLastIndex((line) => / from '.*';$/.test(line)) + 1;
  lines[0] = `import { Stack as $Stack } from 'aws-cdk-lib'; ${lines[0]}`;
  lines[afterImports] = `export class $Example extends $Stack { build() { ${lines[afterImports] ?? ''}`;
  return { path: join(root, `snippet-${index}.ts`), text: `${lines.join('\n')} } }\n` };
}

/** What the compiler says of snippets, each as `page:line: message`; all in one program. */
function errorsIn(snippets: readonly Snippet[]): string[] {
  const files = new Map(
    snippets.map((snippet, i) => {
      const { path, text } = fileOf(snippet, i);
      return [path, { snippet, text }] as const;
    }),
  );
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  options.paths = { 'cdk-emr-autotune': [join(root, 'lib', 'index.ts')] };
  Object.assign(options, { noUnusedLocals: false, noUnusedParameters: false });
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.text ?? readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, { snippet }]) => {
    const source = program.getSourceFile(path);
    if (source === undefined) return [`${snippet.page}:${snippet.line}: was not compiled`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      return `${snippet.page}:${snippet.line + line}: ${message}`;
    });
  });
}

const snippets = readPages().flatMap(snippetsOf);

test('the TypeScript on the pages compiles against the public API, or as the file that its first line names', () => {
  const page = (path: string, code: string) => snippetsOf({ path, text: `A page.\n\n\`\`\`ts\n${code}\`\`\`\n` });
  const broken = [
    ...page('broken.md', "import { EmrRelease } from 'cdk-emr-autotune';\nconst release = EmrRelease.EMR_9_9_9;\n"),
    ...page('scope.md', "import { Stack } from 'aws-cdk-lib';\n\nnew Stack(this, 7);\n"),
  ];
  expect(snippets.length).toBeGreaterThan(1);
  expect(errorsIn([...snippets, ...broken])).toEqual([
    "broken.md:5: Property 'EMR_9_9_9' does not exist on type 'typeof EmrRelease'.",
    expect.stringMatching(/^scope\.md:6: .*'number' is not assignable/),
  ]);
});
