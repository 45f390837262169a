/** A role of text on a terminal, by the name that `util.styleText` of Node has for it. */
export type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** How text is laid out for a terminal. */
export interface TextStyle {
  /** Puts text in a tone; default: it stays as it is. */
  readonly paint?: (tone: Tone, text: string) => string;
  /** Columns to which sentences and tables are folded; default 100 for sentences, tables as wide as they are. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 100;
const MIN_WIDTH = 40;

/** Text in a tone, or as it is where the style paints nothing. */
export function tone({ paint }: TextStyle, name: Tone, text: string): string {
  return paint === undefined ? text : paint(name, text);
}

/** A title and what is to be known of it, in one line where both fit. */
export function heading(style: TextStyle, title: string, note: string): string[] {
  const fits = title.length + 2 + note.length <= (style.width ?? DEFAULT_WIDTH);
  const [bold, dim] = [tone(style, 'bold', title), (text: string): string => tone(style, 'dim', text)];
  if (note === '') return [bold];
  return fits ? [`${bold}  ${dim(note)}`] : [bold, ...wrap(style, note, '  ').map(dim)];
}

/** A sentence broken at spaces into lines of at most the style's width, each with this indentation. */
export function wrap(style: TextStyle, text: string, indent: string): string[] {
  const available = Math.max(MIN_WIDTH, style.width ?? DEFAULT_WIDTH) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + 1 + word.length > available) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((one) => indent + one);
}
