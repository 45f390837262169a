import type {
  CallResult,
  DecisionEntry,
  EmrCall,
  Observation,
  OwedPage,
  Row,
  SideWrite,
  StepNews,
  Written,
} from '../../lib/remedy';
import type { Look, PageResult, SideResult, WriteResult } from './ports';

/** What the runner has to do next; each is done once and answered by one event. */
export type Effect =
  | { readonly kind: 'readRow' }
  | { readonly kind: 'observe'; readonly look: Look }
  | { readonly kind: 'log'; readonly entry: DecisionEntry }
  | { readonly kind: 'side'; readonly write: SideWrite }
  /** One notification to the topic. */
  | { readonly kind: 'page'; readonly page: OwedPage }
  /** One notification to the topic, for programs. */
  | { readonly kind: 'tell'; readonly news: StepNews }
  | { readonly kind: 'writeRow'; readonly row: Row; readonly expected: Written }
  /** Not made once what it rests on is too old, epoch ms. */
  | { readonly kind: 'call'; readonly call: EmrCall; readonly freshUntil: number }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'finish'; readonly reason: string };

/** What an effect came to. */
export type Outcome =
  | { readonly kind: 'started' | 'logged' | 'slept' }
  /** `strange`: the row is there, and of a schema that this version does not know. */
  | { readonly kind: 'row'; readonly row?: Row; readonly readable: boolean; readonly strange?: boolean }
  | { readonly kind: 'observed'; readonly obs: Observation }
  | { readonly kind: 'sideDone'; readonly result: SideResult }
  | { readonly kind: 'paged'; readonly result: PageResult }
  | { readonly kind: 'written'; readonly result: WriteResult }
  | { readonly kind: 'called'; readonly result: CallResult };

/** An answer and when it came. */
export type Event = Outcome & {
  /** Epoch ms. */
  readonly now: number;
  /** Until Lambda ends this invocation. */
  readonly remainingMs: number;
};
