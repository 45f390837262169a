import type { RetuneRequest, Retune } from './types';

export function retune(_request: RetuneRequest): Retune {
  throw new Error('in the making');
}
