import type { Comment } from '../../types';
import { UNRESOLVED } from '../tree';
import type { Word } from '../words';
import { type InnerText, type Lexed, lexShell, type Operator } from './lexer';
import type { Piece, RawWord } from './raw-word';

/** One simple command of a script, its variables put in where the script itself gives them a value. */
interface ShellCommand {
  readonly words: readonly Word[];
  readonly line: number;
}

/** Options of Spark that a script keeps in a variable. */
export interface ShellVariable {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  isUsed: boolean;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly comments: readonly Comment[];
  readonly heredocs: readonly InnerText[];
  readonly variables: readonly ShellVariable[];
  readonly broken: readonly { readonly reason: string; readonly line: number }[];
}

const ENDS_COMMAND: ReadonlySet<string> = new Set(['\n', ';', ';;', '&', '&&', '||', '|', '|&', '(', ')']);
const OPENS: ReadonlySet<string> = new Set(['if', 'while', 'until', 'for', 'case', 'select', 'function']);
const CLOSES: ReadonlySet<string> = new Set(['fi', 'done', 'esac']);
/** Words before a command that are the shell's, not a command's. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...OPENS,
  ...CLOSES,
  'then',
  'else',
  'elif',
  'do',
  'in',
  '{',
  '}',
  '!',
  '$',
  '%',
]);
const DECLARES: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly', 'typeset', 'set']);
/** Commands that may change any variable, and those that change the ones that they name. */
const RUNS_HERE: ReadonlySet<string> = new Set(['.', 'eval', 'source']);
const SETS_VARIABLES: ReadonlySet<string> = new Set([
  'getopts',
  'let',
  'mapfile',
  'printf',
  'read',
  'readarray',
  'unset',
]);
const ASSIGNMENT = /^([A-Za-z_]\w*)\+?=/;
/** A prompt that was copied with its command: `[hadoop@host ~]$ `, `user@host:~$ `. */
const PROMPT = /^(?:\[[^\]\n]*\]|[\w.-]+@[\w.-]+:?[^\s$#]*)[$#][ \t]+/gm;
const MAX_DEPTH = 20;

/** The simple commands of a script, those of its substitutions too; nothing is run. */
export function commandsIn(text: string, line = 1): ShellScript {
  const reader = new ScriptReader();
  reader.read(text.replaceAll(PROMPT, ''), line, 0);
  return {
    commands: reader.commands,
    comments: reader.comments,
    heredocs: reader.heredocs,
    variables: [...reader.variables.values(), ...reader.ofOneCommand],
    broken: reader.broken,
  };
}

class ScriptReader {
  public readonly commands: ShellCommand[] = [];
  public readonly comments: Comment[] = [];
  public readonly heredocs: InnerText[] = [];
  public readonly broken: { reason: string; line: number }[] = [];
  public readonly variables = new Map<string, ShellVariable>();
  /** Those before a command, which has them in its environment; its own words do not see them. */
  public readonly ofOneCommand: ShellVariable[] = [];
  /** Variables whose value depends on what runs. */
  private readonly unsure = new Set<string>();
  /** Variables that are given a value behind `&&`: sure up to the end of the list of commands, unsure behind it. */
  private readonly sureInList = new Set<string>();
  private branches = 0;
  private subshells = 0;

  public read(text: string, line: number, depth: number): void {
    const lexed = lexShell(text, line);
    if (lexed.broken !== undefined) this.broken.push(lexed.broken);
    for (const comment of lexed.comments) this.comments.push(comment);
    for (const inner of lexed.inner) if (inner.kind === 'heredoc') this.heredocs.push(inner);
    this.split(lexed);
    for (const inner of lexed.inner) {
      if (inner.kind !== 'substitution') continue;
      if (depth >= MAX_DEPTH) this.broken.push({ reason: 'it is nested too deeply', line: inner.line });
      else this.read(inner.text, inner.line, depth + 1);
    }
  }

  /** The command that the text breaks off in is left out. */
  private split({ tokens, broken }: Lexed): void {
    let words: RawWord[] = [];
    let before = '';
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as RawWord | Operator;
      if (token.kind === 'word') words.push(token);
      else if (ENDS_COMMAND.has(token.text)) {
        this.command(words, before);
        if (token.text === '(') this.subshells += 1;
        if (token.text === ')' && this.subshells > 0) this.subshells -= 1;
        // A line may end behind `&&`.
        if (words.length > 0 || token.text !== '\n') before = token.text;
        words = [];
      } else if (tokens[i + 1]?.kind === 'word') i += 1;
    }
    if (broken === undefined) this.command(words, before);
  }

  private command(raw: readonly RawWord[], before: string): void {
    if (raw.length > 0 && before !== '&&') this.endList();
    let at = 0;
    for (; at < raw.length; at++) {
      const keyword = bare(raw[at]);
      if (keyword === undefined || !KEYWORDS.has(keyword)) break;
      if (OPENS.has(keyword)) this.branches += 1;
      if (CLOSES.has(keyword)) this.branches -= 1;
      if (keyword === 'for' || keyword === 'select') this.unsure.add(bare(raw[at + 1]) ?? '');
      if (keyword === 'for' || keyword === 'select' || keyword === 'case' || keyword === 'function') return;
    }
    const start = at;
    while (at < raw.length && nameAssigned(raw[at]) !== undefined) at += 1;
    const isDeclaration = DECLARES.has(bare(raw[at]) ?? '');
    const assigned = raw
      .slice(start, isDeclaration ? raw.length : at)
      .filter((word) => nameAssigned(word) !== undefined);
    if (at >= raw.length || isDeclaration) {
      for (const word of assigned) this.assign(word, before);
      return;
    }
    for (const word of assigned) this.ofOneCommand.push(this.assignmentIn(word));
    this.changedBy(raw.slice(at));
    const words = raw.slice(at).flatMap((word) => this.expand(word));
    if (words.length > 0) this.commands.push({ words, line: raw[at]?.line ?? 1 });
  }

  private assignmentIn(word: RawWord): ShellVariable {
    const value = this.expand({ ...word, isQuoted: true }, true)[0]?.text.replace(ASSIGNMENT, '') ?? '';
    return { name: nameAssigned(word) ?? '', value, line: word.line, isUsed: false };
  }

  /** Gives a variable its value; one that what runs decides about is not sure. */
  private assign(word: RawWord, before: string): void {
    const variable = this.assignmentIn(word);
    const { name } = variable;
    const isAddition = word.pieces[0]?.kind === 'text' && word.pieces[0].text.startsWith(`${name}+=`);
    if (this.branches > 0 || this.subshells > 0 || isAddition || before === '||') this.unsure.add(name);
    else {
      this.unsure.delete(name);
      if (before === '&&') this.sureInList.add(name);
    }
    this.variables.set(name, variable);
  }

  private endList(): void {
    for (const name of this.sureInList) this.unsure.add(name);
    this.sureInList.clear();
  }

  /** Marks the variables that a command itself changes. */
  private changedBy([command, ...others]: readonly RawWord[]): void {
    const name = bare(command) ?? '';
    if (RUNS_HERE.has(name)) for (const variable of this.variables.keys()) this.unsure.add(variable);
    if (!SETS_VARIABLES.has(name)) return;
    for (const word of others) this.unsure.add(nameAssigned(word) ?? bare(word) ?? '');
  }

  /** A word with its variables put in: several words where the value of an unquoted variable has blanks. */
  private expand(word: RawWord, isOne = false): Word[] {
    // Quotes leave an empty piece, which says that there is a word and adds nothing to it.
    const pieces = word.pieces.filter((piece) => piece.kind !== 'text' || piece.text !== '');
    const expanded = pieces.map((piece) => this.valueOf(piece));
    const text = pieces.map((piece, i) => expanded[i] ?? markOf(piece)).join('');
    const [only, ...others] = pieces;
    const whole = others.length === 0 && only?.kind !== 'text' ? only : undefined;
    if (whole !== undefined && expanded[0] === undefined) return [{ text, line: word.line, unknown: countOf(whole) }];
    const isSplit = !isOne && whole?.isQuoted === false;
    if (!isSplit) return [{ text, line: word.line }];
    return text
      .split(/\s+/)
      .filter((one) => one !== '')
      .map((one) => ({ text: one, line: word.line }));
  }

  private valueOf(piece: Piece): string | undefined {
    if (piece.kind === 'text') return piece.text;
    if (piece.kind === 'unknown' || this.unsure.has(piece.name)) return undefined;
    const variable = this.variables.get(piece.name);
    if (variable === undefined || variable.value.includes(`\${${piece.name}}`)) return undefined;
    variable.isUsed = true;
    return variable.value === UNRESOLVED ? undefined : variable.value;
  }
}

const markOf = (piece: Piece): string => (piece.kind === 'variable' ? `\${${piece.name}}` : UNRESOLVED);

/** How many words an expansion makes of which nothing is known. */
function countOf(piece: Exclude<Piece, { kind: 'text' }>): Word['unknown'] {
  if (piece.kind === 'unknown' && piece.isList) return 'any';
  return piece.isQuoted ? 'one' : 'split';
}

/** The text of a word that is neither quoted nor has unknown parts. */
function bare(word: RawWord | undefined): string | undefined {
  const [piece, ...others] = word?.pieces ?? [];
  return word === undefined || word.isQuoted || others.length > 0 || piece?.kind !== 'text' ? undefined : piece.text;
}

function nameAssigned(word: RawWord | undefined): string | undefined {
  const first = word?.pieces[0];
  return first?.kind === 'text' ? ASSIGNMENT.exec(first.text)?.[1] : undefined;
}
