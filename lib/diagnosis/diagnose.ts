import type { Diagnosis, DiagnosisRequest } from './types';

export function diagnose(_request: DiagnosisRequest): Diagnosis {
  throw new Error('in the making');
}
