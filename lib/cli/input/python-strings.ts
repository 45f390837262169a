import { UNRESOLVED } from '../../lint';
import { childrenOf, type SyntaxNode } from './python-names';

/** What the parser calls the literals of strings. */
export const STRINGS: ReadonlySet<string> = new Set(['ContinuedString', 'FormatString', 'String']);

/** The string of a literal of whatever quotes and prefixes; `${…}` stands for what is put into it. */
export function textOf(node: SyntaxNode, source: string): string {
  if (node.name === 'ContinuedString')
    return childrenOf(node)
      .map((child) => (STRINGS.has(child.name) ? textOf(child, source) : ''))
      .join('');
  const written = source.slice(node.from, node.to);
  const [, prefix = '', quote = ''] = /^([A-Za-z]*)("""|'''|"|')/.exec(written) ?? [];
  const start = node.from + prefix.length + quote.length;
  const end = Math.max(start, node.to - quote.length);
  let text = '';
  let at = start;
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement') continue;
    text += `${source.slice(at, Math.min(child.from, end))}\0`;
    at = child.to;
  }
  text += source.slice(at, Math.max(at, end));
  const plain = /r/i.test(prefix) ? text : unescaped(text);
  const braces = /f/i.test(prefix) ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain;
  return braces.replaceAll('\0', UNRESOLVED);
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '', n: '\n', t: '\t', r: '\r' };

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (all, char: string) => ESCAPES[char] ?? (`\\'"`.includes(char) ? char : all));
