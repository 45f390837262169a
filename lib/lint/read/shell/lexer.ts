import type { Comment } from '../../types';
import { isListed, type RawWord, WordBuilder } from './raw-word';

/** `;`, `&&`, `|`, a line break, a bracket, or a redirection, whose target is the next word. */
export interface Operator {
  readonly kind: 'operator';
  readonly text: string;
  readonly line: number;
}

/** A command line within another one, or a text that a command reads (`<<`). */
export interface InnerText {
  readonly kind: 'substitution' | 'heredoc';
  readonly text: string;
  readonly line: number;
}

export interface Lexed {
  readonly tokens: readonly (RawWord | Operator)[];
  readonly comments: readonly Comment[];
  readonly inner: readonly InnerText[];
  /** Why the text could not be read to its end. */
  readonly broken?: { readonly reason: string; readonly line: number };
}

/** Longest first. */
const OPERATORS = [
  '<<<',
  '<<-',
  '&>>',
  '&&',
  '||',
  ';;',
  '|&',
  '<<',
  '>>',
  '>&',
  '<&',
  '>|',
  '&>',
  ';',
  '|',
  '&',
  '(',
  ')',
  '>',
  '<',
];

/** `<your-bucket>` as documents write it: no shell would take it for a redirection of that kind. */
const PLACEHOLDER = /^<[A-Za-z](?:[^<>\n]{0,80}[^<>\s])?>/;

/** Characters that stand for themselves outside of quotes, and within double quotes. */
const PLAIN = /[^\s\\'"$`<>|&;()]+/y;
const PLAIN_IN_QUOTES = /[^"\\$`\n]+/y;

/** What a backslash quotes within double quotes (POSIX shell, 2.2.3); before anything else it stands for itself. */
const ESCAPED_IN_QUOTES = '$`"\\\n';

/** Splits a script as a POSIX shell does: words, operators, substitutions; expands and runs nothing. */
export function lexShell(text: string, line = 1): Lexed {
  return new Lexer(text, line).run();
}

class Lexer {
  private at = 0;
  private readonly tokens: (RawWord | Operator)[] = [];
  private readonly comments: Comment[] = [];
  private readonly inner: InnerText[] = [];
  private readonly heredocs: { readonly end: string; readonly isIndented: boolean }[] = [];
  private broken: Lexed['broken'];
  private readonly word = new WordBuilder();

  public constructor(
    private readonly text: string,
    private line: number,
  ) {}

  public run(): Lexed {
    while (this.at < this.text.length && this.broken === undefined) this.step();
    this.endWord();
    const { tokens, comments, inner, broken } = this;
    return { tokens, comments, inner, ...(broken === undefined ? {} : { broken }) };
  }

  private step(): void {
    const char = this.text[this.at] ?? '';
    if (char === '\\') this.backslash();
    else if (char === "'") this.singleQuoted();
    else if (char === '"') this.doubleQuoted();
    else if (char === '$' || char === '`') this.dollar(false);
    else if (char === '\n') this.lineBreak();
    else if (/\s/.test(char)) {
      this.endWord();
      this.at += 1;
    } else if (char === '#' && this.word.isEmpty) {
      const found = this.text.indexOf('\n', this.at);
      const end = found < 0 ? this.text.length : found;
      this.comments.push({ text: this.text.slice(this.at, end), line: this.line });
      this.at = end;
    } else if (!this.placeholder() && !this.operator()) this.take(this.runOf(PLAIN) ?? char);
  }

  private backslash(): void {
    const next = this.text[this.at + 1];
    if (next === '\n') this.line += 1;
    else if (next !== undefined) {
      this.word.isQuoted = true;
      this.word.append(this.line, next);
    }
    this.at += 2;
  }

  private singleQuoted() {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) return this.fail("a ' without its partner");
    this.word.append(this.line, this.text.slice(this.at + 1, end));
    this.word.isQuoted = true;
    this.moveTo(end + 1);
  }

  private doubleQuoted() {
    const start = this.line;
    this.word.append(this.line, '');
    this.word.isQuoted = true;
    this.at += 1;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) return this.fail('a " without its partner', start);
      if (char === '"') break;
      if (char === '$' || char === '`') {
        this.dollar(true);
        if (this.broken !== undefined) return;
        continue;
      }
      const run = this.runOf(PLAIN_IN_QUOTES);
      if (run !== undefined) {
        this.take(run);
        continue;
      }
      const next = this.text[this.at + 1] ?? '';
      const isEscape = char === '\\' && next !== '' && ESCAPED_IN_QUOTES.includes(next);
      const shown = isEscape ? next : char;
      if (shown === '\n') this.line += 1;
      if (!isEscape || next !== '\n') this.word.append(this.line, shown);
      this.at += isEscape ? 2 : 1;
    }
    this.at += 1;
  }

  /** `$NAME`, `${…}`, `$(…)`, `$((…))`, backquotes, `$'…'`; a dollar before anything else is itself. */
  private dollar(isQuoted: boolean): void {
    const rest = this.text.slice(this.at, this.at + 200);
    const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(rest);
    if (name !== null) {
      this.word.push(this.line, { kind: 'variable', name: name[1] ?? name[2] ?? '', isQuoted });
      this.at += name[0].length;
    } else if (/^\$[@*#?!\d$-]/.test(rest)) {
      this.word.push(this.line, { kind: 'unknown', isQuoted, isList: isListed(rest[1] ?? '', isQuoted) });
      this.at += 2;
    } else if (rest.startsWith('${')) this.bracketed('{', '}', isQuoted, 2);
    else if (rest.startsWith('$((')) this.bracketed('(', ')', isQuoted, 2);
    else if (rest.startsWith('$(')) this.bracketed('(', ')', isQuoted, 2, true);
    else if (rest.startsWith('`')) this.backquoted(isQuoted);
    else if (rest.startsWith("$'") && !isQuoted) this.at += 1;
    else {
      this.word.append(this.line, '$');
      this.at += 1;
    }
  }

  private bracketed(open: string, close: string, isQuoted: boolean, skip: number, isCommand = false) {
    const start = this.at + skip;
    let depth = 1;
    let quote = '';
    let end = start;
    for (; end < this.text.length && depth > 0; end++) {
      const char = this.text[end] ?? '';
      if (char === '\\') end += 1;
      else if (quote !== '') quote = char === quote ? '' : quote;
      else if (char === "'" || char === '"') quote = char;
      else if (char === open) depth += 1;
      else if (char === close) depth -= 1;
    }
    if (depth > 0) return this.fail(`a ${skip === 2 ? `$${open}` : open} without its ${close}`);
    if (isCommand) this.inner.push({ kind: 'substitution', text: this.text.slice(start, end - 1), line: this.line });
    const isList = open === '{' && isListed(this.text.slice(start, end - 1), isQuoted);
    this.word.push(this.line, { kind: 'unknown', isQuoted, isList });
    this.moveTo(end);
  }

  private backquoted(isQuoted: boolean) {
    const end = this.text.indexOf('`', this.at + 1);
    if (end < 0) return this.fail('a ` without its partner');
    this.inner.push({ kind: 'substitution', text: this.text.slice(this.at + 1, end), line: this.line });
    this.word.push(this.line, { kind: 'unknown', isQuoted });
    this.moveTo(end + 1);
  }

  private placeholder(): boolean {
    if (this.text[this.at] !== '<') return false;
    const match = PLACEHOLDER.exec(this.text.slice(this.at, this.at + 90));
    if (match === null) return false;
    this.word.push(this.line, { kind: 'unknown', isQuoted: true });
    this.at += match[0].length;
    return true;
  }

  private operator(): boolean {
    const text = OPERATORS.find((one) => this.text.startsWith(one, this.at));
    if (text === undefined) return false;
    // The number before a redirection is the file that is redirected, not a word.
    if (/[<>]/.test(text) && this.word.isDigit) this.word.end();
    this.endWord();
    this.tokens.push({ kind: 'operator', text, line: this.line });
    this.at += text.length;
    if (text === '<<' || text === '<<-') this.heredoc(text === '<<-');
    return true;
  }

  private heredoc(isIndented: boolean): void {
    const match = /^[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([^\s;&|<>()]+))/.exec(this.text.slice(this.at, this.at + 200));
    if (match === null) return;
    this.tokens.pop();
    this.heredocs.push({ end: match[1] ?? match[2] ?? match[3] ?? '', isIndented });
    this.at += match[0].length;
  }

  private lineBreak(): void {
    this.endWord();
    this.tokens.push({ kind: 'operator', text: '\n', line: this.line });
    this.line += 1;
    this.at += 1;
    for (const { end, isIndented } of this.heredocs.splice(0)) {
      const start = this.at;
      const startLine = this.line;
      for (;;) {
        const found = this.text.indexOf('\n', this.at);
        const stop = found < 0 ? this.text.length : found;
        const row = this.text.slice(this.at, stop);
        const isEnd = (isIndented ? row.replace(/^\t+/, '') : row) === end;
        if (isEnd || found < 0) {
          this.inner.push({ kind: 'heredoc', text: this.text.slice(start, isEnd ? this.at : stop), line: startLine });
          this.moveTo(Math.min(stop + 1, this.text.length));
          break;
        }
        this.moveTo(stop + 1);
      }
    }
  }

  /** The characters from here on that all stand for themselves. */
  private runOf(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private take(text: string): void {
    this.word.append(this.line, text);
    this.at += text.length;
  }

  private endWord(): void {
    const word = this.word.end();
    if (word !== undefined) this.tokens.push(word);
  }

  private moveTo(at: number): void {
    for (let i = this.at; i < at; i++) if (this.text[i] === '\n') this.line += 1;
    this.at = at;
  }

  private fail(reason: string, line = this.line): void {
    this.broken = { reason, line };
  }
}
