import type { LocalEmr } from '../../lib/simulator';
import { CLUSTER_ID } from '../../lib/simulator/world/create';

/** Steps of one request; releases before 7.14 take up to 256. */
const AT_ONCE = 200;
const DAY_SECONDS = 86_400;
const MAX_ADVANCE_DAYS = 7;
/** As far back as CloudWatch keeps points of five minutes, and as many metrics as it takes in one request. */
const DAYS = 63;
const QUERIES = 500;
/** Of the pages of that request, which has about 90. */
const PAGES = 3;

/** Work for a server, in requests one after the other. */
export interface Work {
  readonly name: string;
  /** The number of its requests. */
  readonly run: () => Promise<number>;
}

/** What is asked of a server whose cluster has had so many steps: each rests on what those before it left. */
export function works(server: LocalEmr, count: number): Work[] {
  const emr = requester(server.url, 'ElasticMapReduce', '1.1');
  const cloudWatch = requester(server.url, 'GraniteServiceVersion20100801', '1.0');
  const ids: string[] = [];
  const addAndCancel = async (size: number): Promise<void> => {
    const steps = Array.from({ length: size }, (_, i) => step(i));
    const { StepIds } = await emr<{ StepIds: string[] }>('AddJobFlowSteps', { JobFlowId: CLUSTER_ID, Steps: steps });
    ids.push(...StepIds);
    await emr('CancelSteps', { ClusterId: CLUSTER_ID, StepIds });
  };
  return [
    times(`${AT_ONCE} steps added and cancelled`, Math.ceil(count / AT_ONCE), 2, () => addAndCancel(AT_ONCE)),
    times('one step added and cancelled', 100, 2, () => addAndCancel(1)),
    {
      name: 'all steps listed',
      run: () => pages((Marker) => emr<{ Marker?: string }>('ListSteps', { ClusterId: CLUSTER_ID, Marker })),
    },
    times('a step described', 1000, 1, async (i) => {
      await emr('DescribeStep', { ClusterId: CLUSTER_ID, StepId: ids[(i * 9973) % ids.length] });
    }),
    times(`${MAX_ADVANCE_DAYS} days go by`, DAYS / MAX_ADVANCE_DAYS, 1, async () => {
      const body = JSON.stringify({ advanceSeconds: MAX_ADVANCE_DAYS * DAY_SECONDS });
      await fetch(`${server.url}/clock`, { method: 'POST', body });
    }),
    {
      name: `${QUERIES} metrics of ${DAYS} days, ${PAGES} pages`,
      run: async () => {
        const EndTime = Date.parse((await server.health()).virtualTime) / 1000;
        const MetricDataQueries = Array.from({ length: QUERIES }, (_, i) => query(i));
        const asked = { StartTime: EndTime - DAYS * DAY_SECONDS, EndTime, MetricDataQueries };
        return pages(
          (NextToken) => cloudWatch<{ NextToken?: string }>('GetMetricData', { ...asked, NextToken }),
          PAGES,
        );
      },
    },
  ];
}

const times = (name: string, count: number, requests: number, once: (i: number) => Promise<void>): Work => ({
  name,
  run: async () => {
    for (let i = 0; i < count; i += 1) await once(i);
    return count * requests;
  },
});

/** Reads page after page; gives their number. */
async function pages(
  read: (from: string | undefined) => Promise<{ readonly Marker?: string; readonly NextToken?: string }>,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let from: string | undefined;
  let count = 0;
  do {
    const { Marker, NextToken } = await read(from);
    from = Marker ?? NextToken;
    count += 1;
  } while (from !== undefined && count < most);
  return count;
}

const METRICS = ['MemoryAllocatedMB', 'ContainerAllocated', 'ContainerPending', 'AppsRunning', 'IsIdle'];

const query = (i: number): object => {
  const dimensions = [{ Name: 'JobFlowId', Value: CLUSTER_ID }];
  const metric = { Namespace: 'AWS/ElasticMapReduce', MetricName: METRICS[i % METRICS.length], Dimensions: dimensions };
  return { Id: `m${i}`, MetricStat: { Metric: metric, Period: 300, Stat: 'Average' } };
};

const step = (i: number): object => ({
  Name: `step ${i}`,
  ActionOnFailure: 'CONTINUE',
  HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', `s3://bucket/${i % 50}.py`] },
});

/** Calls of a service, as an SDK sends them. */
function requester(url: string, service: string, version: string) {
  return async <T>(operation: string, input: object): Promise<T> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${service}.${operation}` },
      body: JSON.stringify(input),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body as T;
  };
}
