import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storyToText, tellStory } from '../../bin/demo/story';

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

test('the README shows what npm start prints today; npm run readme puts it there', async () => {
  const block = /<!-- npm start -->\n```text\n([\s\S]*?)```\n<!-- \/npm start -->/.exec(readme)?.[1] ?? '';
  // Its first line tells of the synthesised template, which the tests of the constructs look after.
  const [synthesised, , ...story] = block.trimEnd().split('\n');
  expect(synthesised).toMatch(/^Synthesised EmrAutotuneExample/);
  expect(story.join('\n')).toBe(storyToText(await tellStory(), { width: 120 }));
});
