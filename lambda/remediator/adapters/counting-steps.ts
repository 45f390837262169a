import type { EmrReader } from './emr';

/** A reader whose requests for steps are counted, and how many there were since that was last asked. */
export function countingSteps(reader: EmrReader): { readonly emr: EmrReader; readonly stepCalls: () => number } {
  let count = 0;
  const counted =
    <Args extends unknown[], Answer>(call: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      count += 1;
      return call(...args);
    };
  const emr: EmrReader = {
    runningClusters: (marker) => reader.runningClusters(marker),
    cluster: (id) => reader.cluster(id),
    security: (id, facts) => reader.security(id, facts),
    groups: (id, fleets) => reader.groups(id, fleets),
    primaries: (id, fleets) => reader.primaries(id, fleets),
    workers: (id, fleets) => reader.workers(id, fleets),
    idleSeconds: (id) => reader.idleSeconds(id),
    scaling: (id) => reader.scaling(id),
    steps: counted((id: string, marker?: string) => reader.steps(id, marker)),
    step: counted((id: string, stepId: string) => reader.step(id, stepId)),
  };
  const stepCalls = (): number => {
    const since = count;
    count = 0;
    return since;
  };
  return { emr, stepCalls };
}
