import { ROOT } from '../../remedy/support';
import { SUCCESSOR } from './fake-emr';
import type { FakeWorld } from './fake-world';

/** Everything that the protocol promises, checked against what really happened; the names of what was broken. */
export function violations(world: FakeWorld): string[] {
  const broken: string[] = [];
  const root = world.steps.find(({ id }) => id === ROOT);
  const lineage = world.steps.filter(({ id }) => id !== SUCCESSOR);
  const apps = lineage
    .filter(({ startedAt, isTurnedAway }) => startedAt !== undefined && !isTurnedAway)
    .map(({ startedAt = 0, endedAt = 0, appEndedAt = endedAt, state }) => ({ from: startedAt, to: appEndedAt, state }))
    .sort((a, b) => a.from - b.from);
  const completed = apps.filter(({ state }) => state === 'COMPLETED');
  const firstCancel = world.calls.find(({ call }) => call.kind === 'cancel')?.at ?? Number.POSITIVE_INFINITY;
  const endedByOther = (root?.endedAt ?? Number.POSITIVE_INFINITY) < firstCancel;
  const cut = root?.state === 'CANCELLED' && !endedByOther;
  if (cut && completed.length === 0 && world.pages().length === 0) broken.push('I1 lost in silence');
  if ((world.row?.told?.findings.length ?? 0) > world.notices().length) broken.push('a finding reached nobody');
  if (completed.length > 1) broken.push('I2 ran again after it succeeded');
  if (apps.some((app, i) => i > 0 && app.from < (apps[i - 1]?.to ?? 0))) broken.push('I3 two live applications');
  const successor = world.steps.find(({ id }) => id === SUCCESSOR);
  const cancelled = world.calls.some(({ call }) => call.kind === 'cancel');
  const last = Math.max(...apps.map(({ to }) => to));
  if (cancelled && successor?.startedAt !== undefined && successor.startedAt < last)
    broken.push('I4 overtaken by a successor');
  if (endedByOther && world.calls.some(({ call }) => call.kind === 'add')) {
    broken.push('resurrected what somebody else had ended');
  }
  if (world.calls.some(({ call, rootState }) => call.kind === 'add' && rootState !== 'CANCELLED')) {
    broken.push('I5 submitted before R was cancelled');
  }
  // What a crash leaves behind must say what may have been sent.
  for (const { call, row } of world.calls) {
    const named = row?.call?.kind === call.kind && row.call.n === call.n && row.call.answer === undefined;
    if (!named) broken.push(`write-ahead missing for ${call.kind} ${call.n}`);
  }
  return broken;
}
