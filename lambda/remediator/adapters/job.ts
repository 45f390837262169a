import type { EMRClient } from '@aws-sdk/client-emr';
import type { StepWindow } from '../../../lib/evidence';
import type { AskedJob } from '../../../lib/remedy';
import { type EvidenceResult, type Outside, readJobEvidence, SdkEmrUi } from '../../../lib/sources';

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

/**
 * Whether a source has looked for the step's application and cannot tell which it is. A history server that lists none leaves no doubt: the logs may be
 * elsewhere. The ResourceManager lists all, so that what fills the cluster is another's where it lists none.
 */
const isInDoubt = ({ source, reason }: EvidenceResult['tried'][number]): boolean =>
  (source === 'driver' ? /^application-unknown: / : /^application-unknown: (?!0 )/).test(reason);

/** Whether the ResourceManager, which lists all of them, has none that could be the step's. */
const listsNone = ({ source, reason }: EvidenceResult['tried'][number]): boolean =>
  source === 'driver' && /^application-unknown: 0 /.test(reason);

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
      isApplicationUnknown: result.tried.some(isInDoubt),
      ...(result.tried.some(listsNone) ? { hasNoApplication: true } : {}),
      ...(result.kind === 'ask-later' ? { persistentUiId: result.persistentUiId } : {}),
    };
  };
}
