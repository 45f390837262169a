import {
  approvalKey,
  EMPTY_JOB,
  findApproval,
  jobItemKey,
  type LedgerRecords,
  type Listing,
  OPEN_LINEAGES_KEY,
  type Operator,
  rowKey,
  toStoredRow,
  type Unread,
} from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { type EmrReader, SdkEmrReader } from '../adapters/emr';
import { errorFacts } from '../errors';
import { type LedgerAccess, withLedger } from './ledger-access';

/** Reads what the ledger says of a cluster, and EMR's word on the steps that it names; that EMR may not be asked is no failure. */
export function explainer(clients: Clients): Operator['explain'] {
  return ({ table, clusterId, stepId, jobKey: askedJob }) =>
    withLedger(clients, table, async (ledger): Promise<LedgerRecords> => {
      const stored = toStoredRow(await ledger.read(rowKey(clusterId)), clusterId);
      const listings = (await ledger.read(OPEN_LINEAGES_KEY)) ?? {};
      const listing = listings[clusterId] as Listing | undefined;
      const lineage = stored.kind === 'row' ? stored.row.lineage : undefined;
      const jobKey = lineage?.jobKey ?? askedJob;
      const job = jobKey === undefined ? undefined : { ...EMPTY_JOB, ...(await ledger.read(jobItemKey(jobKey))) };
      const approved = stepId ?? lineage?.root;
      const approval = approved === undefined ? undefined : await approvalOf(ledger, clusterId, approved);
      const stepIds = [lineage?.root ?? listing?.root, ...(lineage?.submissions ?? []).map(({ stepId }) => stepId)];
      const known = stepIds.filter((id) => id !== undefined);
      const client = clients.emr();
      try {
        return {
          clusterId,
          stored,
          listing,
          job,
          approval,
          ...(await stepsOf(new SdkEmrReader(client), clusterId, known)),
        };
      } finally {
        client.destroy();
      }
    });
}

async function approvalOf(
  { read }: LedgerAccess,
  clusterId: string,
  stepId: string,
): Promise<LedgerRecords['approval']> {
  const approval = findApproval(await read(approvalKey(clusterId, stepId)));
  return approval && { ...approval, stepId };
}

async function stepsOf(
  emr: EmrReader,
  clusterId: string,
  stepIds: readonly string[],
): Promise<Pick<LedgerRecords, 'steps' | 'unread'>> {
  const steps: LedgerRecords['steps'][number][] = [];
  const unread: Unread[] = [];
  for (const stepId of stepIds) {
    try {
      const { state } = await emr.step(clusterId, stepId);
      steps.push({ stepId, state });
    } catch (error) {
      unread.push({ action: 'elasticmapreduce:DescribeStep', of: stepId, reason: errorFacts(error).error });
    }
  }
  return { steps, unread };
}
