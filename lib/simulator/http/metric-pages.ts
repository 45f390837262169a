import { createHash } from 'node:crypto';
import type { CloudWatchBackEnd } from '../back-end';
import type { Datapoint, MetricQuery } from '../cloudwatch/types';
import { ServiceError } from '../errors';

/** One query of GetMetricData. */
export interface AskedMetric extends Pick<MetricQuery, 'metric' | 'periodMs' | 'statistic'> {
  readonly id: string;
  readonly label: string;
  /** Asked for in a unit in which it is not published. */
  readonly hasOtherUnit: boolean;
}

/** Where a page begins: at a point of a query. */
interface Cursor {
  readonly index: number;
  /** Of the first point; undefined: the query's beginning. */
  readonly timestampMs?: number;
}

interface PageRequest {
  readonly startMs: number;
  readonly endMs: number;
  readonly isDescending: boolean;
  /** The most points on it. */
  readonly size: number;
  readonly cursor: Cursor;
}

interface Result {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Datapoint[];
  /** Whether no page with more of it follows. */
  readonly isComplete: boolean;
}

interface Page {
  readonly results: readonly Result[];
  /** Where the next page begins, if there is one. */
  readonly next?: Cursor;
}

/** Points are worked out for so long at once, and other requests have their turn after so many. */
const SLICE_MS = 12 * 3_600_000;
const MAX_POINTS_AT_ONCE = 200;

/** A page and no more: what lies behind it is not worked out. */
export async function readPage(
  cloudWatch: CloudWatchBackEnd,
  asked: readonly AskedMetric[],
  request: PageRequest,
): Promise<Page> {
  const { cursor, size, isDescending } = request;
  const lifetime = await cloudWatch.lifetime?.();
  const range = {
    startMs: Math.max(request.startMs, lifetime?.fromMs ?? request.startMs),
    endMs: Math.min(request.endMs, lifetime?.toMs ?? request.endMs),
  };
  const results: Result[] = [];
  let left = size;
  let sinceTurn = 0;
  for (const [index, one] of asked.entries()) {
    if (index < cursor.index) continue;
    const points: Datapoint[] = [];
    const from = index === cursor.index ? cursor.timestampMs : undefined;
    for (const slice of one.hasOtherUnit ? [] : slicesOf(range, one.periodMs, isDescending, from)) {
      const { metric, periodMs, statistic } = one;
      const found = await cloudWatch.points({ metric, periodMs, statistic, ...slice });
      const ordered = isDescending ? found.toReversed() : found;
      for (const point of ordered) {
        if (left === 0) {
          const begun = points.length === 0 ? [] : [{ id: one.id, label: one.label, points, isComplete: false }];
          return { results: [...results, ...begun], next: { index, timestampMs: point.timestampMs } };
        }
        points.push(point);
        left -= 1;
      }
      sinceTurn += found.length;
      if (sinceTurn >= MAX_POINTS_AT_ONCE) {
        sinceTurn = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    results.push({ id: one.id, label: one.label, points, isComplete: true });
  }
  return { results };
}

/** The range in slices that begin and end with a period, in the order in which its points are shown. */
function* slicesOf(
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  periodMs: number,
  isDescending: boolean,
  fromMs?: number,
): Generator<{ readonly startMs: number; readonly endMs: number }, void> {
  const sliceMs = Math.ceil(SLICE_MS / periodMs) * periodMs;
  // A point stands for the period from its timestamp on.
  const first = isDescending ? startMs : Math.max(startMs, fromMs ?? startMs);
  const last = isDescending && fromMs !== undefined ? Math.min(endMs, fromMs + periodMs) : endMs;
  if (isDescending) {
    for (let to = last; to > first; to = Math.floor((to - 1) / sliceMs) * sliceMs) {
      yield { startMs: Math.max(first, Math.floor((to - 1) / sliceMs) * sliceMs), endMs: to };
    }
  } else {
    for (let from = first; from < last; from = (Math.floor(from / sliceMs) + 1) * sliceMs) {
      yield { startMs: from, endMs: Math.min(last, (Math.floor(from / sliceMs) + 1) * sliceMs) };
    }
  }
}

/** The mark of a next page, which holds for this question alone. */
export const toToken = ({ index, timestampMs }: Cursor, question: string): string =>
  Buffer.from(`${digest(question)}:${index}:${timestampMs}`).toString('base64');

/** @throws ServiceError for a mark of another question, or what is none */
export function parseCursor(token: string | undefined, question: string, queries: number): Cursor {
  if (token === undefined) return { index: 0 };
  const [, of, index, timestampMs] =
    /^([0-9a-f]+):(\d+):(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (of !== digest(question) || Number(index) >= queries)
    throw new ServiceError('InvalidNextToken', 'The value for parameter NextToken is not valid.');
  return { index: Number(index), timestampMs: Number(timestampMs) };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
