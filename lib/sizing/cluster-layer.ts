import type { ClusterLayerRequest, ClusterLayer } from './types';

export function planClusterLayer(_request: ClusterLayerRequest): ClusterLayer {
  throw new Error('in the making');
}
