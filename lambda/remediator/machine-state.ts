import {
  type Action,
  type EmrCall,
  emptyRow,
  type Listing,
  type OwedPage,
  type Policy,
  type Row,
  type SideWrite,
  type StepNews,
} from '../../lib/remedy';

/** Where an invocation stands between two effects. */
export type Step =
  | { readonly kind: 'start' | 'read' | 'observe' | 'sleep' | 'done' }
  /** Log, side writes, then what the action asks for. */
  | {
      readonly kind: 'prepare';
      readonly action: Action;
      readonly sides: readonly SideWrite[];
      /** The side write that was sent and not yet answered. */
      readonly sent?: SideWrite;
    }
  | { readonly kind: 'write'; readonly row: Row; readonly following: Following }
  /** The write's answer was lost or it met another version: read back. */
  | { readonly kind: 'confirm'; readonly row: Row; readonly following: Following }
  | { readonly kind: 'page'; readonly page: OwedPage; readonly following: Pause }
  | { readonly kind: 'tell'; readonly news: StepNews; readonly following: Pause }
  /** The submission is named in the index; the call follows. */
  | { readonly kind: 'claim'; readonly claim: SideWrite; readonly following: FollowingCall }
  | { readonly kind: 'call' };

export interface FollowingCall {
  readonly kind: 'call';
  readonly call: EmrCall;
  readonly freshUntil: number;
  readonly claim?: SideWrite;
}

export type Following =
  | FollowingCall
  /** The lease was taken for these side writes. */
  | { readonly kind: 'prepare'; readonly action: Action; readonly sides: readonly SideWrite[] }
  | Pause;

/** Where nothing waits to be called: pages may be sent. */
export type Pause = { readonly kind: 'look' } | { readonly kind: 'finish'; readonly reason: string };

export interface MachineState {
  readonly clusterId: string;
  readonly policy: Policy;
  /** Names this invocation; unique. */
  readonly holder: string;
  readonly startedAt: number;
  readonly row: Row;
  readonly ledger: boolean;
  readonly looks: number;
  readonly lookedAt: number;
  readonly writes: number;
  /** What the index of open lineages says of the cluster: as it was read when the invocation began, then as the invocation wrote it. */
  readonly listed?: Listing;
  /** Pages that the topic would not take in this invocation, by their keys: owed until the next. */
  readonly refusedPages: readonly string[];
  /** Whether the topic took pages that the stored row still owes. */
  readonly delivered: boolean;
  /** Whether the row is of a schema that this version does not know. */
  readonly strange?: boolean;
  /** What was last waited for or noted: logged once, not at every poll. */
  readonly logged?: string;
  readonly step: Step;
}

/** An invocation that has done nothing yet. */
export function startState(
  clusterId: string,
  holder: string,
  policy: Policy,
  now: number,
  listed?: Listing,
): MachineState {
  const row = emptyRow(clusterId);
  return {
    clusterId,
    policy,
    holder,
    startedAt: now,
    row,
    ledger: false,
    looks: 0,
    lookedAt: now,
    writes: 0,
    listed,
    refusedPages: [],
    delivered: false,
    step: { kind: 'start' },
  };
}
