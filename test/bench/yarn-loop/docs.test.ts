import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IMAGES, PAGE, pageOf, publishedRecording, publishedResults, RECORDED } from '../../../bench/yarn-loop/docs';
import { KINDS, type Kind } from '../../../bench/yarn-loop/kinds';
import { pictureOf } from '../../../bench/yarn-loop/picture';
import { reportOf } from '../../../bench/yarn-loop/report';
import { lineTexts } from '../../../bench/yarn-loop/words';

test.each(KINDS)('the published run "%s" came out as predicted', (kind) => {
  const result = publishedResults().find((one) => one.kind === kind);
  expect(result && reportOf(result).problems).toEqual([]);
});

test('docs/real-yarn.md and its pictures are those of the published runs', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(publishedResults()));
  for (const kind of RECORDED) {
    const picture = readFileSync(join(IMAGES, `real-yarn-${kind}.svg`), 'utf8');
    expect(picture).toBe(pictureOf(publishedRecording(kind)));
  }
});

test('the unscaled loop goes from state to state as the scaled one does', () => {
  const changes = (kind: Kind): string[] => {
    const lines = publishedResults().find((one) => one.kind === kind)?.loop.lines ?? [];
    return lineTexts(lines).flatMap(({ text }) => (text.includes(' → ') ? [text] : []));
  };
  expect(changes('unscaled')).toHaveLength(6);
  expect(changes('unscaled')).toEqual(changes('dominant'));
});
