import type { JobLayerRequest, JobLayer } from './types';

export function planJobLayer(_request: JobLayerRequest): JobLayer {
  throw new Error('in the making');
}
