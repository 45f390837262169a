import { styleText } from 'node:util';
import type { TextStyle } from '../render';
import type { Io } from './io';

/** Text in a tone, as ANSI escape codes. Whether to use it is the caller's decision: no stream and no NO_COLOR is read here. */
export const paint: NonNullable<TextStyle['paint']> = (tone, text) => styleText(tone, text, { validateStream: false });

/** How text is laid out for this terminal. */
export function textStyleFor({ color, width }: Pick<Io, 'color' | 'width'>): TextStyle {
  return color ? { width, paint } : { width };
}
