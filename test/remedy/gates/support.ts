import { assess, type GateName, type Observation, type Row } from '../../../lib/remedy';
import type { Refusal } from '../../../lib/remedy/report';
import { detail, FAT_ARGS, NOW, POLICY, row } from '../support';

export function refused(obs: Observation, stored: Row = row(), now = NOW, policy = POLICY): GateName[] {
  return refusals(obs, stored, now, policy).map(({ gate }) => gate);
}

export function refusals(obs: Observation, stored: Row = row(), now = NOW, policy = POLICY): readonly Refusal[] {
  return assess(obs, stored, now, policy).refusals;
}

/** One way at least to be refused by each gate, and a look that differs only so far that the gate lets pass. */
export interface Case {
  readonly gate: GateName;
  readonly when: string;
  /** What people read of it: figures, and what they are compared with. */
  readonly reason?: string;
  readonly refuses: Observation;
  readonly passes?: Observation;
  readonly row?: Row;
  readonly passesRow?: Row;
}

export const withArgs = (...conf: string[]) => {
  const args = [...FAT_ARGS.slice(0, 13), ...conf.flatMap((one) => ['--conf', one]), ...FAT_ARGS.slice(13)];
  return detail({ args });
};

/** The step with its driver on the cluster. */
export const inClusterMode = (...conf: string[]) =>
  detail({ args: withArgs(...conf).args.map((arg) => (arg === 'client' ? 'cluster' : arg)) });

export const without = (text: string) =>
  detail({
    args: FAT_ARGS.filter((arg) => arg !== text).filter(
      (arg, i, all) => !(arg === '--conf' && all[i + 1] === '--conf'),
    ),
  });
