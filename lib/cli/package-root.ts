import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of our package.json, from the sources as from an installed package. */
export function findPackageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'cdk-emr-autotune'
    )
      return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of cdk-emr-autotune above ${from}`);
  }
}
