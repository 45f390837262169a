import { isUnresolved, type WrittenCluster } from '../../effective';
import type { Reading } from './reading';
import { findField, findText, spotOf, type Tree, withoutTemplates } from './tree';

/** EMR on EKS names images by release: `emr-6.15.0-latest`, `emr-7.0.0-spark-rapids-20240101`. */
const IMAGE = /^(emr-\d+\.\d+\.\d+)-.+$/;

/** The release that a cluster, job or application names. */
export function releaseOf(tree: Tree, reading: Reading): Pick<WrittenCluster, 'releaseLabel' | 'releasePlace'> {
  const field = findField(tree, 'ReleaseLabel');
  const label = findText(field);
  if (label !== undefined && !isUnresolved(withoutTemplates(label))) {
    return {
      releaseLabel: label.replace(IMAGE, '$1'),
      releasePlace: { where: 'the release', at: 0, ...spotOf(field ?? {}) },
    };
  }
  if (field !== undefined) reading.passOver('the release', 'it is known only at deployment', field);
  return {};
}
