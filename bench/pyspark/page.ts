/** A Python snippet of a page with what it prints. */
export interface Snippet {
  /** The line of the page on which its code begins, from 1. */
  readonly line: number;
  /** In the application of which the page tells, or in a process of its own. */
  readonly where: 'inside' | 'outside';
  readonly code: string;
  /** `...` stands for any text. */
  readonly expected: string;
}

interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

/** Every fenced block; its language is all that follows the fence. */
export function blocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(({ 1: language = '', 2: text = '', index }) => ({
    language,
    line: markdown.slice(0, index).split('\n').length + 1,
    text,
  }));
}

/**
 * The Python snippets of a page, each with the text block behind it.
 *
 * @throws Error for a snippet without one: what nothing is compared with is not tested
 */
export function snippets(markdown: string): Snippet[] {
  const all = blocks(markdown);
  return all.flatMap((block, at): Snippet[] => {
    const where = { python: 'inside', 'python outside': 'outside' }[block.language] as Snippet['where'] | undefined;
    if (where === undefined) return [];
    const answer = all[at + 1];
    if (answer?.language !== 'text') throw new Error(`line ${block.line}: no text block says what this snippet prints`);
    return [{ line: block.line, where, code: block.text, expected: answer.text }];
  });
}

/** The commands of the page's shell blocks, one a line, their continuations joined. */
export function commands(markdown: string): string[] {
  return blocks(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) =>
      text
        .replaceAll(/\\\n\s*/g, '')
        .trimEnd()
        .split('\n'),
    );
}
