import { InputError } from '../../lib/errors';
import {
  type DecisionEntry,
  decide,
  EMPTY_JOB,
  emptyRow,
  LEVER,
  type Observation,
  type Policy,
  toLogLine,
} from '../../lib/remedy';
import { Clients } from './adapters/clients';
import { cloudWatchReader } from './adapters/cloudwatch';
import { type EmrReader, SdkEmrReader } from './adapters/emr';
import type { Environment } from './config';
import { toDecisionEntry } from './decision-line';
import { observer } from './observe';

interface ExamineDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  /** Reads that failed, one JSON line each. */
  readonly log: (line: string) => void;
  /** Region, endpoints and keys; what is missing the SDK looks for itself, in the caller's profile for one. */
  readonly environment: Environment;
  /** Default: as the environment or the profile says. */
  readonly region?: string;
  /** Whether the cluster's security configuration is read, on which nothing rests but whether a guard can work there. */
  readonly readsSecurity: boolean;
  readonly policy: Policy;
  /** Told after every answer how many of the requests so far have one, for a progress display. */
  readonly onRead?: (answered: number, asked: number) => void;
}

/** What one look at a cluster finds, and what it found that in; the second holds a step's arguments and is not for print. */
interface Examined {
  readonly decision: DecisionEntry;
  readonly observation: Observation;
}

/**
 * One look at a cluster with the caller's own credentials: what the remediator would find there in mode `advise`, with an empty ledger.
 *
 * Reads only, and writes nowhere.
 */
export function createExaminer(dependencies: ExamineDependencies): (clusterId: string) => Promise<Examined> {
  const { clock, log, environment, region, readsSecurity, policy, onRead = () => undefined } = dependencies;
  const Reader = readsSecurity ? SdkEmrReader : ReaderWithoutSecurity;
  return async (clusterId) => {
    const clients = new Clients(environment, region);
    const reads = { answered: 0, asked: 0, tell: onRead };
    const emr = counted<EmrReader>(new Reader(clients.emr()), reads);
    // Asked first and on its own: a look treats whatever cannot be read as missing, but a person wants to know why nothing can be.
    try {
      await emr.cluster(clusterId);
    } catch (error) {
      throw unreadable(clusterId, error);
    }
    const row = emptyRow(clusterId);
    const observe = observer({
      emr,
      metrics: counted(cloudWatchReader(clients.cloudWatch()), reads),
      ledger: {
        listings: async () => new Map(),
        isArchived: async () => false,
        job: async () => EMPTY_JOB,
        approval: async () => undefined,
      },
      lever: async () => LEVER.stop,
      job: undefined,
      policy,
      mode: 'advise',
      remediatorId: '',
      allowedStepNames: [],
      now: clock,
      freshKey: () => '',
      log: (entry) => log(toLogLine(entry)),
    });
    const obs = await observe({ clusterId, row, ledger: true, nonce: '', deadline: clock() });
    const now = clock();
    const decision = toDecisionEntry(
      decide(untold(obs), row, now, policy),
      { row, holder: 'examine', looks: 1, lookedAt: now },
      now,
    );
    return { decision, observation: obs };
  };
}

class ReaderWithoutSecurity extends SdkEmrReader {
  public override async security(): Promise<undefined> {
    return undefined;
  }
}

/** The person who asks is told by the answer. */
const untold = ({ assessed, ...obs }: Observation): Observation => ({
  ...obs,
  ...(assessed && { assessed: { ...assessed, notice: undefined } }),
});

interface Reads {
  answered: number;
  asked: number;
  readonly tell: (answered: number, asked: number) => void;
}

/** A port whose calls are counted. */
function counted<T extends object>(port: T, reads: Reads): T {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        reads.asked += 1;
        try {
          return await (member.apply(target, args) as unknown);
        } finally {
          reads.answered += 1;
          reads.tell(reads.answered, reads.asked);
        }
      };
    },
  });
}

function unreadable(clusterId: string, error: unknown): InputError {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return new InputError(
    'cannot-read-cluster',
    `cannot read cluster ${clusterId}: ${name}: ${message.split('\n')[0]?.replace(/\.$/, '')}; check the id, region and credentials`,
  );
}
