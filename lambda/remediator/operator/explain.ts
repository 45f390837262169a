import {
  approvalKey,
  EMPTY_JOB,
  findApproval,
  findNextRun,
  jobItemKey,
  type LedgerRecords,
  type Listing,
  nextRunKey,
  OPEN_LINEAGES_KEY,
  type Operator,
  rowKey,
  toStoredRow,
  type Unread,
} from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { type EmrReader, SdkEmrReader } from '../adapters/emr';
import { errorFacts } from '../errors';
import { jobKeyFor } from '../fingerprint';
import { scanSteps } from '../readings';
import { type LedgerAccess, withLedger } from './ledger-access';

/** Reads what the ledger says of a cluster, and EMR's word on the steps that it names; that EMR may not be asked is no failure. */
export function explainer(clients: Clients): Operator['explain'] {
  return ({ table, clusterId, stepId, jobKey: askedJob }) =>
    withLedger(clients, table, async (ledger): Promise<LedgerRecords> => {
      const stored = toStoredRow(await ledger.read(rowKey(clusterId)), clusterId);
      const listings = (await ledger.read(OPEN_LINEAGES_KEY)) ?? {};
      const listing = listings[clusterId] as Listing | undefined;
      const lineage = stored.kind === 'row' ? stored.row.lineage : undefined;
      const described = lineage === undefined && askedJob === undefined && stepId !== undefined ? stepId : undefined;
      const { jobKey = lineage?.jobKey ?? askedJob, unread: notDescribed } = await jobOf(clients, clusterId, described);
      const nextRun = jobKey === undefined ? undefined : findNextRun(await ledger.read(nextRunKey(jobKey)));
      const job = jobKey === undefined ? undefined : { ...EMPTY_JOB, ...(await ledger.read(jobItemKey(jobKey))) };
      const approved = stepId ?? lineage?.root;
      const approval = approved === undefined ? undefined : await approvalOf(ledger, clusterId, approved);
      const root = lineage?.root ?? listing?.root;
      const known = { clusterId, stored, listing, job, nextRun, approval };
      if (root === undefined) return { ...known, steps: [], unread: notDescribed };
      const client = clients.emr();
      try {
        return {
          ...known,
          ...(await stepsOf(new SdkEmrReader(client), { clusterId, root, since: lineage?.payload.openedAt })),
        };
      } finally {
        client.destroy();
      }
    });
}

/** The job of a step, by its description: without a lineage nothing in the ledger names it. */
async function jobOf(
  clients: Clients,
  clusterId: string,
  stepId: string | undefined,
): Promise<{ readonly jobKey?: string; readonly unread: readonly Unread[] }> {
  if (stepId === undefined) return { unread: [] };
  const client = clients.emr();
  try {
    return { jobKey: jobKeyFor(await new SdkEmrReader(client).step(clusterId, stepId)), unread: [] };
  } catch (error) {
    return { unread: [{ action: 'elasticmapreduce:DescribeStep', of: stepId, reason: errorFacts(error).error }] };
  } finally {
    client.destroy();
  }
}

async function approvalOf(
  { read }: LedgerAccess,
  clusterId: string,
  stepId: string,
): Promise<LedgerRecords['approval']> {
  const approval = findApproval(await read(approvalKey(clusterId, stepId)));
  return approval && { ...approval, stepId };
}

interface Sought {
  readonly clusterId: string;
  readonly root: string;
  /** When the lineage was opened, epoch ms; undefined where the row does not know. */
  readonly since: number | undefined;
}

/** Clocks differ, and creation times are EMR's. */
const SCAN_MARGIN_MS = 10 * 60_000;

/** The root step, and every step with its marker: the ledger may have forgotten one, or never have heard of it. */
async function stepsOf(
  emr: EmrReader,
  { clusterId, root, since = 0 }: Sought,
): Promise<Pick<LedgerRecords, 'steps' | 'unread'>> {
  const steps: LedgerRecords['steps'][number][] = [];
  const unread: Unread[] = [];
  const read = async (operation: string, of: string, request: () => Promise<void>): Promise<void> => {
    try {
      await request();
    } catch (error) {
      unread.push({ action: `elasticmapreduce:${operation}`, of, reason: errorFacts(error).error });
    }
  };
  await read('DescribeStep', root, async () => {
    const { state } = await emr.step(clusterId, root);
    steps.push({ stepId: root, state, role: 'root' });
  });
  await read('ListSteps', 'the list of steps', async () => {
    const scan = await scanSteps(emr, clusterId, (page) =>
      page.every(({ createdAt }) => createdAt < since - SCAN_MARGIN_MS),
    );
    if (!scan.complete) throw Object.assign(new Error(), { name: 'TooManySteps' });
    for (const { id: stepId, state, marker } of scan.steps) {
      if (marker?.root === root && stepId !== root) steps.push({ stepId, state, role: 'resubmission' });
    }
  });
  return { steps, unread };
}
