import type { WireReply } from './malformed';

interface Question {
  readonly service: string;
  readonly operation: string;
  readonly body: string | Uint8Array;
}

interface Kept {
  readonly atMs: number;
  readonly reply: WireReply;
}

const MAX_QUESTIONS = 200;
const MAX_REPLIES_EACH = 20;

/** Earlier answers by question; the oldest are forgotten. */
export class StaleReplies {
  private readonly kept = new Map<string, Kept[]>();

  public keep(question: Question, reply: WireReply, atMs: number): void {
    const key = keyOf(question);
    const replies = [...(this.kept.get(key) ?? []), { atMs, reply }].slice(-MAX_REPLIES_EACH);
    // Last in the map is what was asked last.
    this.kept.delete(key);
    this.kept.set(key, replies);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_QUESTIONS && oldest !== undefined) this.kept.delete(oldest);
  }

  /** The oldest answer to the question since that time. */
  public find(question: Question, sinceMs: number): WireReply | undefined {
    return this.kept.get(keyOf(question))?.find(({ atMs }) => atMs >= sinceMs)?.reply;
  }
}

const keyOf = ({ service, operation, body }: Question): string =>
  `${service}.${operation} ${Buffer.from(body).toString('base64')}`;
