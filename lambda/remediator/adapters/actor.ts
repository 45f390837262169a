import { AddJobFlowStepsCommand, CancelStepsCommand, type EMRClient } from '@aws-sdk/client-emr';
import type { STSClient } from '@aws-sdk/client-sts';
import type { CallResult, EmrCall, LogEntry } from '../../../lib/remedy';
import { errorFacts, noEffectCode } from '../errors';
import type { Ports } from '../ports';
import { type ActorKeys, assumeActor } from './sts';

export interface ActorOptions {
  readonly sts: STSClient;
  /** A client that makes a call once and never repeats it. */
  readonly emrWith: (keys: ActorKeys) => EMRClient;
  readonly role: { readonly arn: string; readonly region: string };
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: (entry: LogEntry) => void;
}

/** Makes the write calls: each under keys of its own, each exactly once. */
export function emrActor({ sts, emrWith, role, now, log }: ActorOptions): Ports['call'] {
  return async (call, freshUntil) => {
    let keys: ActorKeys;
    try {
      keys = await assumeActor(sts, role, call.kind === 'cancel' ? 'CancelSteps' : 'AddJobFlowSteps', call.clusterId);
    } catch (error) {
      log({ kind: 'actor-error', clusterId: call.clusterId, ...errorFacts(error) });
      return { kind: 'noEffect', code: 'actor-unavailable' };
    }
    // The keys may have taken their time.
    if (now() > freshUntil) return { kind: 'noEffect', code: 'look-too-old' };
    const emr = emrWith(keys);
    try {
      return await send(emr, call);
    } catch (error) {
      log({ kind: 'call-error', clusterId: call.clusterId, call: call.kind, ...errorFacts(error) });
      const code = noEffectCode(error);
      return code === undefined ? { kind: 'unknown' } : { kind: 'noEffect', code };
    } finally {
      emr.destroy();
    }
  };
}

async function send(emr: EMRClient, call: EmrCall): Promise<CallResult> {
  if (call.kind === 'add') {
    const { StepIds } = await emr.send(new AddJobFlowStepsCommand({ JobFlowId: call.clusterId, Steps: [call.step] }));
    const [stepId] = Array.isArray(StepIds) ? StepIds : [];
    return stepId === undefined ? { kind: 'unknown' } : { kind: 'done', stepId };
  }
  const { CancelStepsInfoList } = await emr.send(
    new CancelStepsCommand({ ClusterId: call.clusterId, StepIds: [call.stepId] }),
  );
  const status = CancelStepsInfoList?.find(({ StepId }) => StepId === call.stepId)?.Status;
  return status === undefined ? { kind: 'unknown' } : { kind: 'done', accepted: status === 'SUBMITTED' };
}
