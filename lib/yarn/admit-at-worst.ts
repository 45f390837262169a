import { admit } from './admission';
import { firstNodes } from './packing';
import type { Admission, AdmissionRequest } from './types';

/** What runs with the application master where it displaces most; nothing only where nothing runs wherever it is. */
export function admitAtWorst(request: AdmissionRequest): Admission {
  const answers = firstNodes(request.nodes).map((applicationMasterNode) =>
    admit({ ...request, applicationMasterNode }),
  );
  const running = answers.filter((answer) => answer.refused === undefined && answer.containers > 0);
  const candidates = running.length > 0 ? running : answers;
  return candidates.reduce((a, b) => (b.executors < a.executors ? b : a));
}
