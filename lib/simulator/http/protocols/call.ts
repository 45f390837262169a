import type { ServiceError } from '../../errors';
import type { Json } from '../wire';

/** A request's head and body, unpacked. */
export interface Message {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A call of an operation, as its protocol carries it. */
export interface Call {
  /** The service's name in targets, such as `ElasticMapReduce`. */
  readonly service: string;
  readonly operation: string;
  /**
   * The operation's input; times are epoch seconds.
   *
   * @throws ServiceError where the body is not what the protocol says
   */
  input(): Json;
  answer(output: object): Reply;
  refuse(error: ServiceError): Reply;
}

/** CloudWatch's name in targets and paths. */
export const CLOUDWATCH = 'GraniteServiceVersion20100801';

const TIMES: ReadonlySet<string> = new Set(['StartTime', 'EndTime', 'Timestamp', 'Timestamps']);

/** Whether a member of CloudWatch's requests and answers holds times, which JSON writes as numbers and the other protocols do not. */
export const isTime = (member: string): boolean => TIMES.has(member);
