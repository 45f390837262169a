import { ACTIONS_ON_FAILURE } from '../../steps';
import type { EmrBackEnd } from '../back-end';
import { ServiceError } from '../errors';
import type { StepRequest } from '../world/types';
import {
  clusterJson,
  clusterSummaryJson,
  instanceGroupJson,
  instanceJson,
  instanceState,
  managedScalingJson,
  stepJson,
  stepSummaryJson,
} from './emr-views';
import {
  type Json,
  type Operation,
  optionalNumber,
  optionalText,
  pageFor,
  requireList,
  requireObject,
  requireString,
  requireStrings,
} from './wire';

/** EMR's page size for steps and clusters. */
const PAGE = 50;
/** The page size for instances, which EMR does not document; small, so that clients must page. */
const INSTANCES_PAGE = 50;
const MAX_STEP_IDS = 10;

/** EMR's operations by name; what is not here is answered as unknown. */
export function emrOperations(emr: EmrBackEnd): Readonly<Record<string, Operation>> {
  return {
    ListClusters: async (request) => {
      const states = requireStrings(request, 'ClusterStates');
      const after = (optionalNumber(request, 'CreatedAfter') ?? 0) * 1000;
      const before = (optionalNumber(request, 'CreatedBefore') ?? Number.POSITIVE_INFINITY) * 1000;
      const clusters = (await emr.clusters()).filter(
        ({ state, facts: { createdMs } }) =>
          (states.length === 0 || states.includes(state)) && createdMs >= after && createdMs <= before,
      );
      const { page, next } = pageFor(clusters, 'ListClusters', request, PAGE);
      return { Clusters: page.map(clusterSummaryJson), Marker: next };
    },
    DescribeCluster: async (request) => ({ Cluster: clusterJson(await emr.cluster(clusterId(request))) }),
    ListInstanceGroups: async (request) => {
      const id = clusterId(request);
      const cluster = await emr.cluster(id);
      return { InstanceGroups: (await emr.instanceGroups(id)).map((group) => instanceGroupJson(group, cluster)) };
    },
    ListInstances: (request) => listInstances(emr, request),
    ListInstanceFleets: async (request) => {
      await emr.cluster(clusterId(request));
      throw usesGroups();
    },
    ListBootstrapActions: async (request) => {
      const { facts } = await emr.cluster(clusterId(request));
      return { BootstrapActions: facts.bootstrapActions };
    },
    GetAutoTerminationPolicy: async (request) => {
      const { idleTerminationMs: idle } = (await emr.cluster(clusterId(request))).facts;
      return idle === undefined ? {} : { AutoTerminationPolicy: { IdleTimeout: idle / 1000 } };
    },
    GetManagedScalingPolicy: async (request) => {
      const { facts } = await emr.cluster(clusterId(request));
      return { ManagedScalingPolicy: facts.scalingPolicy ?? managedScalingJson(facts.managedScaling) };
    },
    ListSteps: (request) => listSteps(emr, request),
    DescribeStep: async (request) => ({
      Step: stepJson(await emr.step(clusterId(request), requireString(request, 'StepId'))),
    }),
    AddJobFlowSteps: async (request) => {
      const executionRoleArn = optionalText(request, 'ExecutionRoleArn');
      const steps = requireList(request, 'Steps').map((one) =>
        stepRequest(requireObject(one, 'Steps'), executionRoleArn),
      );
      return { StepIds: await emr.addSteps(requireString(request, 'JobFlowId'), steps) };
    },
    CancelSteps: (request) => cancelSteps(emr, request),
  };
}

async function listInstances(emr: EmrBackEnd, request: Json): Promise<object> {
  const id = clusterId(request);
  const roles = requireStrings(request, 'InstanceGroupTypes');
  const states = requireStrings(request, 'InstanceStates');
  const group = optionalText(request, 'InstanceGroupId');
  const cluster = await emr.cluster(id);
  if (request.InstanceFleetId !== undefined || request.InstanceFleetType !== undefined) throw usesGroups();
  if (group !== undefined && !(await emr.instanceGroups(id)).some((one) => one.id === group))
    throw new ServiceError('InvalidRequestException', `Instance group id '${group}' is not valid.`);
  const instances = (await emr.instances(id)).filter(
    (i) =>
      (roles.length === 0 || roles.includes(i.role)) &&
      (states.length === 0 || states.includes(instanceState(i, cluster))) &&
      (group === undefined || group === i.groupId),
  );
  const { page, next } = pageFor(instances, 'ListInstances', request, INSTANCES_PAGE);
  return { Instances: page.map((i) => instanceJson(i, cluster)), Marker: next };
}

/** Newest first, but oldest first under a filter, as EMR does. */
async function listSteps(emr: EmrBackEnd, request: Json): Promise<object> {
  const states = requireStrings(request, 'StepStates');
  const ids = requireStrings(request, 'StepIds');
  if (ids.length > MAX_STEP_IDS)
    throw new ServiceError('InvalidRequestException', `At most ${MAX_STEP_IDS} StepIds may be given.`);
  if (ids.length > 0 && states.length > 0) {
    throw new ServiceError('InvalidRequestException', 'StepIds and StepStates may not be given together.');
  }
  const all = await emr.steps(clusterId(request));
  const filtered = all.filter((s) =>
    ids.length > 0 ? ids.includes(s.id) : states.length === 0 || states.includes(s.state),
  );
  const ordered = ids.length > 0 || states.length > 0 ? filtered : filtered.toReversed();
  const { page, next } = pageFor(ordered, 'ListSteps', request, PAGE);
  return { Steps: page.map(stepSummaryJson), Marker: next };
}

async function cancelSteps(emr: EmrBackEnd, request: Json): Promise<object> {
  const option = optionalText(request, 'StepCancellationOption') ?? 'SEND_INTERRUPT';
  if (option !== 'SEND_INTERRUPT' && option !== 'TERMINATE_PROCESS') {
    throw new ServiceError('InvalidRequestException', 'StepCancellationOption is not valid.');
  }
  const stepIds = requireStrings(request, 'StepIds');
  if (stepIds.length === 0) throw new ServiceError('InvalidRequestException', 'StepIds must hold at least one step.');
  const answers = await emr.cancelSteps(clusterId(request), stepIds, option);
  return {
    CancelStepsInfoList: answers.map(({ stepId, status, reason }) => ({
      StepId: stepId,
      Status: status,
      Reason: reason,
    })),
  };
}

function clusterId(request: Json): string {
  const id = requireString(request, 'ClusterId');
  // What cannot be an id at all is refused in other words than one of no cluster.
  if (!/^j-[A-Z0-9]+$/.test(id)) throw new ServiceError('ValidationException', `clusterId '${id}' is not valid.`);
  return id;
}

const usesGroups = (): ServiceError =>
  new ServiceError(
    'InvalidRequestException',
    'Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance groups.',
  );

export function stepRequest(step: Json, executionRoleArn: string | undefined): StepRequest {
  const config = requireObject(step.HadoopJarStep, 'HadoopJarStep');
  const actionOnFailure = ACTIONS_ON_FAILURE.find((action) => action === (step.ActionOnFailure ?? 'TERMINATE_CLUSTER'));
  if (actionOnFailure === undefined)
    throw new ServiceError('ValidationException', `ActionOnFailure must be one of ${ACTIONS_ON_FAILURE.join(', ')}.`);
  const properties = requireList(config, 'Properties').map((one) => {
    const { Key, Value } = requireObject(one, 'Properties');
    return [String(Key), String(Value)] as const;
  });
  const monitoring = step.StepMonitoringConfiguration as { S3MonitoringConfiguration?: Json } | undefined;
  const s3 = monitoring?.S3MonitoringConfiguration ?? {};
  return {
    name: requireString(step, 'Name'),
    jar: requireString(config, 'Jar'),
    args: requireStrings(config, 'Args'),
    mainClass: optionalText(config, 'MainClass'),
    properties: Object.fromEntries(properties),
    actionOnFailure,
    executionRoleArn,
    logUri: optionalText(s3, 'LogUri'),
    encryptionKeyArn: optionalText(s3, 'EncryptionKeyArn'),
  };
}
