import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The runbook by its sections: each with what it tells to do. */
export interface Section {
  readonly text: string;
  /** Its fenced blocks of shell lines. */
  readonly blocks: readonly string[];
}

const PAGE = join(__dirname, '..', '..', 'docs', 'runbook.md');

/** Sections of the runbook by the anchor that GitHub makes of their headings. */
export function readRunbook(): ReadonlyMap<string, Section> {
  const parts = readFileSync(PAGE, 'utf8').split(/^#{2,3} /m);
  return new Map(
    parts.map((part): [string, Section] => {
      const [heading = '', ...lines] = part.split('\n');
      const text = lines.join('\n');
      const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
      return [
        heading
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
        { text, blocks },
      ];
    }),
  );
}
