import { ServiceError } from '../../lib/simulator/errors';
import type { WebAnswer } from '../../lib/simulator/spark-ui/rest';
import { Sessions } from '../../lib/simulator/spark-ui/sessions';
import type { WebInterfaces } from '../../lib/simulator/spark-ui/web-interfaces';
import type { ScaledClock } from './scaled-clock';

/** A busy driver on a small machine. */
const TIMEOUT_MS = 10_000;

/**
 * EMR's front door to the real ResourceManager and, through its web proxy, to real drivers. Their times are told in the remediator's.
 * The history server outside the cluster is not there.
 */
export function realWebInterfaces(web: string, clock: ScaledClock): WebInterfaces {
  const sessions = new Sessions<'cluster'>('REHEARSAL');
  const absent = (): never => {
    throw new ServiceError('InvalidRequestException', 'Persistent application user interfaces are not supported here.');
  };
  return {
    onCluster: (_clusterId, type, applicationId) => {
      if (type === 'SparkHistoryServer') return absent();
      return sessions.address(type === 'ResourceManager' ? '/' : `/proxy/${applicationId}/`, 'cluster');
    },
    createPersistent: absent,
    describePersistent: absent,
    persistent: absent,
    open: (token) => sessions.open(token),
    get: (path, query, session) =>
      sessions.kindOf(session) === undefined
        ? { status: 403, type: 'text/html', body: 'Forbidden' }
        : forwarded(`${web}${path}${query.size === 0 ? '' : `?${query}`}`, clock),
  };
}

/** Undefined where nobody answers. */
async function forwarded(url: string, clock: ScaledClock): Promise<WebAnswer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const type = response.headers.get('content-type') ?? 'text/html';
    const body = await response.text();
    const isJson = type.includes('json') && body !== '';
    return {
      status: response.status,
      type,
      body: isJson ? JSON.stringify(inScaledTime(JSON.parse(body), clock)) : body,
    };
  } catch {
    return undefined;
  }
}

/** Fields of Spark's and YARN's REST APIs that are epoch ms. */
const MOMENTS = new Set([
  'startTimeEpoch',
  'endTimeEpoch',
  'lastUpdatedEpoch',
  'startedTime',
  'launchTime',
  'finishedTime',
]);
/** Durations of tasks, stages and executors, in ms or ns, and their quantiles: every other number under such a name. */
const DURATION = /(?:Time|Duration|Delay|^duration)$/;
const GMT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}GMT$/;

/** A document of Spark's or YARN's REST API as it would be if the machine's clock ran like the remediator's. */
export function inScaledTime(
  document: unknown,
  clock: Pick<ScaledClock, 'scale' | 'startMs' | 'realStartMs'>,
): unknown {
  // 0, -1 and the last moment of 1969 stand for "not yet".
  const moment = (ms: number): number =>
    ms <= 0 ? ms : Math.round(clock.startMs + (ms - clock.realStartMs) * clock.scale);
  const text = (gmt: string): string =>
    new Date(moment(Date.parse(gmt.replace('GMT', 'Z')))).toISOString().replace('Z', 'GMT');
  const value = (name: string, given: unknown): unknown => {
    if (Array.isArray(given)) return given.map((one) => value(name, one));
    if (typeof given === 'object' && given !== null)
      return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, value(key, one)]));
    if (typeof given === 'string') return GMT.test(given) ? text(given) : given;
    if (typeof given !== 'number') return given;
    if (MOMENTS.has(name)) return moment(given);
    return DURATION.test(name) ? given * clock.scale : given;
  };
  return value('', document);
}
