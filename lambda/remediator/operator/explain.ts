import {
  approvalKey,
  EMPTY_JOB,
  endedWithoutRun,
  findApproval,
  findLastLineage,
  findNextRun,
  jobItemKey,
  type LastLineage,
  type LedgerRecords,
  type Lineage,
  type Listing,
  lastRoot,
  lineageKey,
  nextRunKey,
  OPEN_LINEAGES_KEY,
  type Operator,
  rowKey,
  type StepFacts,
  type StepRole,
  toStoredRow,
  type Unread,
} from '../../../lib/remedy';
import type { Clients } from '../adapters/clients';
import { type EmrReader, SdkEmrReader } from '../adapters/emr';
import { errorFacts } from '../errors';
import { fingerprintFor, jobKeyFor } from '../fingerprint';
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
      const last = stored.kind === 'row' ? await lastOf(ledger, clusterId, lastRoot(stored.row)) : undefined;
      const { root, since } = soughtIn(lineage, listing, last);
      const known = { clusterId, stored, listing, job, nextRun, approval, last };
      if (root === undefined) return { ...known, steps: [], unread: notDescribed };
      const client = clients.emr();
      try {
        return {
          ...known,
          ...(await stepsOf(new SdkEmrReader(client), { clusterId, root, since })),
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

async function lastOf(
  { read }: LedgerAccess,
  clusterId: string,
  root: string | undefined,
): Promise<LastLineage | undefined> {
  return root === undefined ? undefined : findLastLineage(await read(lineageKey(clusterId, root)));
}

/** The root step of which EMR is asked: of a lineage that is over only where its job may be owed. */
function soughtIn(
  lineage: Lineage | undefined,
  listing: Listing | undefined,
  last: LastLineage | undefined,
): { readonly root?: string; readonly since?: number } {
  if (lineage !== undefined) return { root: lineage.root, since: lineage.payload.openedAt };
  if (listing !== undefined) return { root: listing.root };
  return last !== undefined && endedWithoutRun(last) ? { root: last.root, since: last.openedAt } : {};
}

interface Sought {
  readonly clusterId: string;
  readonly root: string;
  /** When the lineage was opened, epoch ms; undefined where the row does not know. */
  readonly since: number | undefined;
}

/** Clocks differ, and creation times are EMR's. */
const SCAN_MARGIN_MS = 10 * 60_000;

/** The root step, every step with its marker, as the ledger may have forgotten one or never have heard of it, and later runs of its job. */
async function stepsOf(
  emr: EmrReader,
  { clusterId, root, since = 0 }: Sought,
): Promise<Pick<LedgerRecords, 'steps' | 'unread'>> {
  const steps: LedgerRecords['steps'][number][] = [];
  const unread: Unread[] = [];
  const read = async <T>(operation: string, of: string, request: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await request();
    } catch (error) {
      unread.push({ action: `elasticmapreduce:${operation}`, of, reason: errorFacts(error).error });
      return undefined;
    }
  };
  const found = await read('DescribeStep', root, () => emr.step(clusterId, root));
  if (found !== undefined) steps.push({ stepId: root, state: found.state, role: 'root' });
  await read('ListSteps', 'the list of steps', async () => {
    const scan = await scanSteps(emr, clusterId, (page) =>
      page.every(({ createdAt }) => createdAt < since - SCAN_MARGIN_MS),
    );
    if (!scan.complete) throw Object.assign(new Error(), { name: 'TooManySteps' });
    for (const step of scan.steps) {
      const role = step.id === root ? undefined : roleOf(step, root, found);
      if (role !== undefined) steps.push({ stepId: step.id, state: step.state, role });
    }
  });
  return { steps, unread };
}

/** Digests are compared here and kept nowhere, so that any key will do. */
const UNKEPT_KEY = '';

/** What a step is to the root step; undefined for one of another job, or of an earlier time. */
function roleOf(step: StepFacts, rootId: string, root: StepFacts | undefined): StepRole | undefined {
  if (step.marker?.root === rootId) return 'resubmission';
  if (root === undefined || step.createdAt <= root.createdAt) return undefined;
  if (fingerprintFor(step, UNKEPT_KEY) === fingerprintFor(root, UNKEPT_KEY)) return 'same-work';
  const jobKey = jobKeyFor(step);
  return jobKey !== undefined && jobKey === jobKeyFor(root) ? 'same-job' : undefined;
}
