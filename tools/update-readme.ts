/** Puts a part of the output of `npm start` into README.md: `npm run readme`. A test holds the two together. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeSample, SAMPLE_WIDTH } from './readme-sample';

const root = join(__dirname, '..');
const path = join(root, 'README.md');

const output = execFileSync('npm', ['start', '--silent'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1', COLUMNS: String(SAMPLE_WIDTH) },
});
const marks = /(<!-- npm start -->\n```text\n)[\s\S]*?(```\n<!-- \/npm start -->)/;
const readme = readFileSync(path, 'utf8');
if (!marks.test(readme)) throw new Error('README.md has no block for the output of npm start');
writeFileSync(
  path,
  readme.replace(marks, (_, open: string, close: string) => `${open}${readmeSample(output)}\n${close}`),
);
