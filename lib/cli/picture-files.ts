import { InputError } from '../errors';
import { planToHtml, planToSvg } from '../render';
import type { SparkPlan } from '../sizing';
import type { Io } from './io';

/** Files to write a plan's picture to. */
export interface PictureFlags {
  readonly svg?: string;
  readonly html?: string;
}

/**
 * Writes the plan's picture and page to the files that are named.
 *
 * @throws InputError where one cannot be written
 */
export function writePictures(plan: SparkPlan, { svg, html }: PictureFlags, io: Pick<Io, 'writeFile'>): void {
  const write = (option: string, path: string | undefined, toText: (of: SparkPlan) => string): void => {
    if (path === undefined) return;
    try {
      io.writeFile(path, toText(plan));
    } catch (error) {
      const { code = 'it is not writable' } = error as { readonly code?: string };
      throw new InputError('cannot-write', `${option} ${path} cannot be written (${code}); give the path of a file`);
    }
  };
  write('--svg', svg, planToSvg);
  write('--html', html, planToHtml);
}
