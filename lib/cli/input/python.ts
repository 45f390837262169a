import { parser } from '@lezer/python';
import type { Comment, Tree } from '../../lint';
import { COMMAND } from './python-changes';
import { PythonLiterals } from './python-literals';
import { PythonNames, type SyntaxNode } from './python-names';
import { STRINGS } from './python-strings';

/** Data and command lines that stand in a Python source. */
export interface PythonReading {
  /** Lists, dicts and the named arguments of calls, outermost first, as they stand. */
  readonly trees: readonly Tree[];
  /** Strings that begin with a command of Spark, outside of those. */
  readonly commands: readonly { readonly text: string; readonly line: number }[];
  readonly comments: readonly Comment[];
  /** Line of the first thing that is not Python. */
  readonly brokenAt?: number;
  /** Whether it has more than could be read. */
  readonly isTooLarge: boolean;
}

/** Reads the literals of a Python source; evaluates nothing. A name that is given one literal stands for it, any other is not known. */
export function parsePython(source: string, isForLint: (tree: Tree) => boolean): PythonReading {
  const names = new PythonNames(source);
  const literals = new PythonLiterals(source, names);
  const { candidates, strings, comments, brokenAt } = survey(source, names);
  const read: { from: number; to: number; tree: Tree }[] = [];
  for (const node of candidates) {
    const { from, to } = node;
    if (from < (read.at(-1)?.to ?? 0) || names.isChange(node)) continue;
    const tree = literals.read(node, isForLint);
    if (tree !== undefined) read.push({ from, to, tree });
  }
  const trees = read.filter(({ from }) => !literals.isUsed(from)).map(({ tree }) => tree);
  const commands = strings
    .filter((node) => !read.some(({ from, to }) => from <= node.from && node.to <= to))
    .map((node) => ({ text: literals.command(node), line: literals.lineOf(node.from) }))
    .filter(({ text }) => COMMAND.test(text));
  return {
    trees,
    commands,
    comments: comments.map(({ from, to }) => ({ text: source.slice(from, to), line: literals.lineOf(from) })),
    isTooLarge: literals.isCut,
    ...(brokenAt === undefined ? {} : { brokenAt: literals.lineOf(brokenAt) }),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Parts of a source, in the order in which they begin. */
interface Survey {
  readonly candidates: readonly SyntaxNode[];
  readonly strings: readonly SyntaxNode[];
  readonly comments: readonly Span[];
  /** Position of the first thing that is not Python. */
  readonly brokenAt?: number;
}

/** Finds what may be for lint, and notes in `names` what gives names a value. */
function survey(source: string, names: PythonNames): Survey {
  const candidates: SyntaxNode[] = [];
  const strings: SyntaxNode[] = [];
  const comments: Span[] = [];
  let brokenAt: number | undefined;
  parser.parse(source).iterate({
    enter: (ref) => {
      if (ref.type.isError) brokenAt ??= ref.from;
      if (ref.name === 'Comment') comments.push({ from: ref.from, to: ref.to });
      if (NAMING.has(ref.name)) names.note(ref.node);
      if (CANDIDATES.has(ref.name)) candidates.push(ref.node);
      if (STRINGS.has(ref.name) && ref.node.parent?.name !== 'ContinuedString') strings.push(ref.node);
    },
  });
  return { candidates, strings, comments, ...(brokenAt === undefined ? {} : { brokenAt }) };
}

const CANDIDATES: ReadonlySet<string> = new Set([
  'ArrayExpression',
  'BinaryExpression',
  'CallExpression',
  'DictionaryExpression',
  'TupleExpression',
]);
/** What gives a name a value or changes it. */
const NAMING: ReadonlySet<string> = new Set([
  'AssignStatement',
  'CallExpression',
  'DeleteStatement',
  'UpdateStatement',
]);
