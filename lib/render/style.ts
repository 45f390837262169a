/** How text is laid out for a terminal. */
export interface TextStyle {
  /** ANSI colours; default off. */
  readonly color?: boolean;
  /** Columns to which sentences are wrapped; default 100. Tables are never cut. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 100;
const NARROWEST = 40;

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;
export type Tone = keyof typeof CODES;

/** Text in a tone, or as it is where colours are off. */
export function tone(style: TextStyle, name: Tone, text: string): string {
  if (!style.color) return text;
  const [on, off] = CODES[name];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** A sentence broken at spaces into lines of at most the style's width, each with this indentation. */
export function wrap(style: TextStyle, text: string, indent: string): string[] {
  const room = Math.max(NARROWEST, style.width ?? DEFAULT_WIDTH) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((one) => indent + one);
}
