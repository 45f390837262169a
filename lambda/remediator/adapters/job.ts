import type { EMRClient } from '@aws-sdk/client-emr';
import type { StepWindow } from '../../../lib/evidence';
import type { AskedJob } from '../../../lib/remedy';
import { type Outside, readJobEvidence, SdkEmrUi } from '../../../lib/sources';

interface JobQuestion {
  readonly clusterId: string;
  readonly clusterArn?: string;
  readonly step: StepWindow;
  readonly applicationId?: string;
  readonly persistentUiId?: string;
  readonly mayCreatePersistentUi: boolean;
  /** Whether settings, executors and stages are enough. */
  readonly isBrief?: boolean;
}

/** What a step's application says of itself. Never throws: an application that does not answer says nothing, and why. */
export type JobReader = (question: JobQuestion) => Promise<AskedJob>;

/** None at all is no doubt about which: this source has not seen the application, as a history server whose logs are elsewhere. */
const UNKNOWN = /^application-unknown: (?!0 )/;

/** Asks through EMR's own front doors to Spark: the running driver, else the history server outside the cluster. */
export function jobReader(client: EMRClient, outside: Outside): JobReader {
  return async ({ clusterId, clusterArn, mayCreatePersistentUi, ...question }) => {
    const emr = new SdkEmrUi(client, { id: clusterId, arn: clusterArn ?? '' });
    const mayCreate = mayCreatePersistentUi && clusterArn !== undefined;
    const result = await readJobEvidence({ ...question, emr, mayCreatePersistentUi: mayCreate }, outside);
    if (result.kind === 'evidence') {
      return { kind: 'evidence', evidence: result.evidence, persistentUiId: question.persistentUiId };
    }
    return {
      kind: 'none',
      reason: result.tried.map(({ source, reason }) => `${source}: ${reason}`).join('; '),
      isApplicationUnknown: result.tried.some(({ reason }) => UNKNOWN.test(reason)),
      ...(result.kind === 'ask-later' ? { persistentUiId: result.persistentUiId } : {}),
    };
  };
}
