/** A piece of a shell word. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `$NAME` or `${NAME}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean }
  /** A substitution, a placeholder such as `<cluster-id>`, an expansion with an operator: known only when it runs. */
  | {
      readonly kind: 'unknown';
      readonly isQuoted: boolean;
      /** Whether it stands for a list, each item a word of its own even in quotes: `"$@"`, `"${A[@]}"`. */
      readonly isList?: boolean;
    };

export interface RawWord {
  readonly kind: 'word';
  readonly pieces: readonly Piece[];
  /** Whether any of it is quoted: then it is one word even where it is empty, and neither an assignment nor a keyword. */
  readonly isQuoted: boolean;
  readonly line: number;
}

/** Whether an expansion gives a list: the arguments of the script or all of an array, in quotes only by `@`. Its length (`#`) is one word. */
export function isListed(expansion: string, isQuoted: boolean): boolean {
  return !expansion.startsWith('#') && (isQuoted ? /^@|\[@\]|\$@/ : /^[@*]|\[[@*]\]|\$[@*]/).test(expansion);
}

/** Puts the pieces of a word together. */
export class WordBuilder {
  private pieces: Piece[] | undefined;
  private line = 1;
  public isQuoted = false;

  public get isEmpty(): boolean {
    return this.pieces === undefined;
  }

  /** Whether the word so far is one digit without quotes. */
  public get isDigit(): boolean {
    const [first, ...others] = this.pieces ?? [];
    return !this.isQuoted && others.length === 0 && first?.kind === 'text' && /^\d$/.test(first.text);
  }

  /** @param line where the piece stands */
  public append(line: number, text: string): void {
    const last = this.pieces?.at(-1);
    if (this.pieces !== undefined && last?.kind === 'text') {
      this.pieces[this.pieces.length - 1] = { kind: 'text', text: last.text + text };
    } else this.push(line, { kind: 'text', text });
  }

  public push(line: number, piece: Piece): void {
    if (this.pieces === undefined) {
      this.pieces = [];
      this.line = line;
    }
    this.pieces.push(piece);
  }

  /** Gives the word, where there is one, and begins the next. */
  public end(): RawWord | undefined {
    const { pieces, isQuoted, line } = this;
    this.pieces = undefined;
    this.isQuoted = false;
    return pieces === undefined ? undefined : { kind: 'word', pieces, isQuoted, line };
  }
}
