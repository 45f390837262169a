import { EmrRelease } from '../catalog';
import { assumed } from './defaults';
import { readable } from './readable';
import type { InForce } from './types';
import type { WrittenCluster } from './written';

/**
 * The release in force: a flag's, else the document's, else the one that is assumed. A label that is not one counts as not written.
 *
 * @throws InputError `bad-release` for a flag that is none
 */
export function releaseInForce(
  flag: string | undefined,
  document: WrittenCluster | undefined,
  otherwise: string,
): InForce<EmrRelease> {
  if (flag !== undefined) return { value: EmrRelease.of(flag), layer: 'flag' };
  const label = document?.releaseLabel;
  const value = label === undefined ? undefined : readable(() => EmrRelease.of(label));
  if (value !== undefined) return { value, layer: 'classification', place: document?.releasePlace };
  return assumed(EmrRelease.of(otherwise), 'neither the document nor a flag names a release');
}
