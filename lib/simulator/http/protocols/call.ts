import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceError } from '../../errors';
import type { WireReply } from '../../faults/malformed';
import type { Json } from '../wire';

/** A request's head and body, unpacked. */
export interface Message {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
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
  answer(output: object): WireReply;
  refuse(error: ServiceError): WireReply;
}

/** CloudWatch's name in targets and paths. */
export const CLOUDWATCH = 'GraniteServiceVersion20100801';

const TIMES: ReadonlySet<string> = new Set(['StartTime', 'EndTime', 'Timestamp', 'Timestamps']);

/** Whether a member of CloudWatch's requests and answers holds times, which JSON writes as numbers and the other protocols do not. */
export const isTime = (member: string): boolean => TIMES.has(member);
