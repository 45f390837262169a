/**
 * The licences of the packages inside a bundle, as their terms ask: esbuild strips them from the code. Written beside each bundle as
 * THIRD-PARTY-NOTICES.txt.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;
const RULE = '='.repeat(80);
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * Every package that a build took a file from, once for each version, with the text of its licence. Packages with the same text share it.
 *
 * @param metafile what esbuild reports of a build, its paths relative to `root`
 * @throws Error for a package that ships no licence text and declares neither Apache-2.0 nor, with its author, MIT
 */
export async function noticesOf(metafile, root) {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []));
  const packages = await Promise.all([...folders].map((folder) => describe(join(root, folder), root)));
  const titlesByText = new Map();
  for (const { title, text } of packages.sort((a, b) => (a.title < b.title ? -1 : 1)))
    titlesByText.set(text, (titlesByText.get(text) ?? new Set()).add(title));
  const sections = [...titlesByText].map(([text, titles]) => `${RULE}\n${[...titles].join('\n')}\n\n${text}\n`);
  return `This software contains the following packages.\n\n${sections.join('\n')}`;
}

/** `node_modules/@smithy/core/dist-cjs/index.js` → `node_modules/@smithy/core`; of nested ones the innermost. */
function packageFolder(path) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function describe(folder, root) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const license = manifest.license?.type ?? manifest.license;
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const text = texts.length > 0 ? texts.join('\n\n') : await standardText({ ...manifest, license }, root);
  return {
    title: `${manifest.name} ${manifest.version} (${license ?? 'see below'})`,
    text: text.replaceAll('\r\n', '\n').trim(),
  };
}

/** Of a package that declares its licence and ships no text of it. */
async function standardText({ name, version, license, author }, root) {
  if (license === 'Apache-2.0') return readFile(join(root, 'LICENSE'), 'utf8');
  const holder = author?.name ?? author;
  if (license === 'MIT' && holder !== undefined) return `Copyright (c) ${holder}\n\n${MIT}`;
  throw new Error(`${name} ${version} ships no licence text`);
}
