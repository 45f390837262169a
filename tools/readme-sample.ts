/** The part of what `npm start` prints that README.md shows. */

/** Columns of the sample. */
export const SAMPLE_WIDTH = 100;

/** The turns of the story: what was found, done and come to. */
const TURNS = /^ +\d+:\d\d:\d\d +remediator +(finds .* every gate lets pass|looks once more|submits|closes)/;

/** The turns of the first rehearsal, each with what stands below it, and the figures before and after. No newline at the end. */
export function readmeSample(output: string): string {
  const lines = output.split('\n');
  const [start, figures] = [
    lines.findIndex((line) => line.startsWith('Rehearsal: ')),
    lines.findIndex((line) => line.startsWith('Before and after')),
  ];
  const end = lines.findIndex((line, i) => i > figures && line.startsWith('Rehearsal: '));
  if (start < 0 || figures < start || end < 0) throw new Error('npm start does not print what README.md shows');
  const shown: string[] = [];
  let isShown = false;
  for (const line of lines.slice(start + 2, figures - 1)) {
    const isEntry = /^ +\d+:\d\d:\d\d /.test(line);
    if (isEntry) isShown = TURNS.test(line);
    if (isShown) shown.push(line);
    else if (shown.at(-1) !== '  …') shown.push('  …');
  }
  return [lines[start], '', ...shown, '', ...lines.slice(figures, end)].join('\n').trimEnd();
}
