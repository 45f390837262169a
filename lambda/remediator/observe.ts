import {
  asksAttempt,
  asksJob,
  guardFor,
  judged,
  nextNumber,
  type Observation,
  type Policy,
  type Prepared,
  type Row,
  resubmissionOf,
  type StepFacts,
  sparkDefaultsInForce,
  understood,
} from '../../lib/remedy';
import type { JobReader } from './adapters/job';
import { askAgain, askAttempt, askRunning } from './ask-job';
import { fingerprintFor, fingerprintForRequest } from './fingerprint';
import { historyIn } from './history';
import type { Look } from './ports';
import { type ReadingSources, readingsFor } from './readings';

export interface ObserverOptions extends ReadingSources {
  /** Asks a step's application about itself; undefined where that is switched off. */
  readonly job: JobReader | undefined;
  readonly policy: Policy;
  readonly remediatorId: string;
  readonly allowedStepNames: readonly string[];
  /** 32 random bytes in hex. */
  readonly freshKey: () => string;
  /** The engine's word on an observation. Default: the shipped one. */
  readonly judge?: typeof judged;
}

/**
 * One look at a cluster: the readings that its state asks for, the job's own answer where they make it worth the question, and what follows from
 * them by arithmetic alone (the engine's word, the resubmission, digests), so that the reducer only decides.
 */
export function observer(options: ObserverOptions): (look: Look) => Promise<Observation> {
  return async (look) => {
    const asked = look.row.state === 'intent' ? await askAgain(options, look.row, look.deadline) : undefined;
    const { clusterId, row, ledger, nonce, deadline } = look;
    const freshKey = row.lineage?.hmacKey ?? options.freshKey();
    const base: Observation = {
      clusterId,
      mode: options.mode,
      remediatorId: options.remediatorId,
      allowedStepNames: options.allowedStepNames,
      ledger,
      freshKey,
      nonce,
      deadline,
    };
    const seen = withFingerprints({ ...base, ...(await readingsFor(options, look)), asked }, freshKey);
    const { judge: engine = judged } = options;
    const judge = (obs: Observation): Observation => engine(obs, row, options.now(), options.policy);
    const first = judge({ ...seen, prepared: preparedFor(seen, row), ...historyIn(seen, options.now()) });
    if (asksAttempt(first, row, options.now()))
      return judge({ ...first, asked: await askAttempt(options, first, row) });
    if (row.state !== 'watching' || !asksJob(first)) return first;
    return judge({ ...first, asked: await askRunning(options, first) });
  };
}

/** The attempt as it would be submitted now, where what it is made of could be read. */
function preparedFor(obs: Observation, { lineage, state }: Row): Prepared | undefined {
  const root = obs.root?.value;
  if (lineage === undefined || root?.id !== lineage.root || obs.cluster === undefined) return undefined;
  if (state !== 'intent' && state !== 'fencing') return undefined;
  if (obs.groups === undefined) return undefined;
  const n = nextNumber(lineage);
  const marker = { root: lineage.root, n };
  const changes = lineage.attempt === 1 ? lineage.payload.changes : [];
  const guard =
    lineage.fence === 'guard'
      ? guardFor({ ...lineage, applicationId: lineage.payload.asked?.applicationId }, obs)
      : undefined;
  if (lineage.fence === 'guard' && guard === undefined) return undefined;
  const built = understood(() => resubmissionOf(root, changes, marker, sparkDefaultsInForce(obs), guard));
  if (built.value === undefined) return { kind: 'refused', code: built.problem ?? 'unknown' };
  const fingerprint = fingerprintForRequest(built.value, lineage.hmacKey);
  return { kind: 'built', n, step: built.value, fingerprint };
}

function withFingerprints(obs: Observation, key: string): Observation {
  const mark = <T extends StepFacts>(step: T): T => ({ ...step, fingerprint: fingerprintFor(step, key) });
  const { scan, root, attempt } = obs;
  return {
    ...obs,
    scan: scan && { at: scan.at, value: { ...scan.value, steps: scan.value.steps.map(mark) } },
    root: root && { at: root.at, value: mark(root.value) },
    attempt: attempt && { at: attempt.at, value: mark(attempt.value) },
  };
}
