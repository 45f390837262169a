import type { ClusterLifecycle, ClusterSettings, GroupSize } from '../account/cluster-request';
import type { ClusterView, EmrBackEnd } from '../back-end';
import { ServiceError } from '../errors';
import {
  clusterRequest,
  groupRequest,
  idleTerminationMs,
  MAX_GROUPS,
  scalingRequest,
  stepConcurrencyLevel,
  tagsIn,
} from './run-job-flow';
import {
  type Json,
  type Operation,
  optionalNumber,
  optionalText,
  requireFlag,
  requireList,
  requireObject,
  requireString,
  requireStrings,
} from './wire';

type Operations = Readonly<Record<string, Operation>>;

/** A tag's limits: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html */
const MAX_TAGS = 50;

const UNCHANGEABLE = 'A job flow that is shutting down, terminated, or finished may not be modified.';

/** EMR's operations that make, change and end clusters. */
export function clusterOperations(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  return {
    RunJobFlow: async (request) => {
      const id = await lifecycle.run(clusterRequest(request));
      return { JobFlowId: id, ClusterArn: (await emr.cluster(id)).facts.arn };
    },
    TerminateJobFlows: async (request) => {
      await lifecycle.terminate(requireStrings(request, 'JobFlowIds'));
      return {};
    },
    ModifyCluster: async (request) => {
      const { facts } = await livingCluster(emr, requireString(request, 'ClusterId'));
      const level = stepConcurrencyLevel(request) ?? facts.stepConcurrencyLevel;
      await lifecycle.change(facts.id, () => ({ stepConcurrencyLevel: level }));
      return { StepConcurrencyLevel: level };
    },
    ...switches(emr, lifecycle),
    ...tagging(emr, lifecycle),
    ...autoTermination(emr, lifecycle),
    ...managedScaling(emr, lifecycle),
    ...groupOperations(emr, lifecycle),
  };
}

/** The operations that turn one thing on or off for several clusters. */
function switches(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  const operation =
    (flag: string, changes: (on: boolean, now: ClusterSettings) => Partial<ClusterSettings>): Operation =>
    async (request) => {
      const on = requireFlag(request, flag);
      const ids = requireStrings(request, 'JobFlowIds');
      for (const id of ids) await livingCluster(emr, id);
      for (const id of ids) await lifecycle.change(id, (now) => changes(on, now));
      return {};
    };
  const described = (flag: string): Operation =>
    operation(flag, (on, now) => ({ described: { ...now.described, [flag]: on } }));
  return {
    SetTerminationProtection: operation('TerminationProtected', (on) => ({ terminationProtected: on })),
    SetKeepJobFlowAliveWhenNoSteps: operation('KeepJobFlowAliveWhenNoSteps', (on) => ({ autoTerminate: !on })),
    SetVisibleToAllUsers: described('VisibleToAllUsers'),
    SetUnhealthyNodeReplacement: described('UnhealthyNodeReplacement'),
  };
}

function tagging(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  const change = async (
    request: Json,
    tags: (now: ClusterSettings['tags']) => ClusterSettings['tags'],
  ): Promise<object> => {
    const { facts, endedMs } = await emr.cluster(requireString(request, 'ResourceId'));
    if (endedMs !== undefined)
      throw new ServiceError('InvalidRequestException', 'Tags cannot be modified on terminated clusters.');
    const changed = tags(facts.tags);
    if (Object.keys(changed).length > MAX_TAGS)
      throw new ServiceError('InvalidRequestException', `A cluster has at most ${MAX_TAGS} tags.`);
    await lifecycle.change(facts.id, () => ({ tags: changed }));
    return {};
  };
  return {
    AddTags: (request) => change(request, (now) => ({ ...now, ...tagsIn(request) })),
    RemoveTags: (request) => {
      const keys = requireStrings(request, 'TagKeys');
      return change(request, (now) => Object.fromEntries(Object.entries(now).filter(([key]) => !keys.includes(key))));
    },
  };
}

function autoTermination(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  return {
    PutAutoTerminationPolicy: async (request) => {
      const { facts } = await livingCluster(emr, requireString(request, 'ClusterId'));
      const idle = idleTerminationMs(requireObject(request.AutoTerminationPolicy, 'AutoTerminationPolicy'));
      await lifecycle.change(facts.id, () => ({ idleTerminationMs: idle }));
      return {};
    },
    RemoveAutoTerminationPolicy: async (request) => {
      const { facts } = await livingCluster(emr, requireString(request, 'ClusterId'));
      await lifecycle.change(facts.id, () => ({ idleTerminationMs: undefined }));
      return {};
    },
  };
}

function managedScaling(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  return {
    PutManagedScalingPolicy: async (request) => {
      const { facts } = await livingCluster(emr, requireString(request, 'ClusterId'));
      await lifecycle.scale(facts.id, scalingRequest(request));
      return {};
    },
    RemoveManagedScalingPolicy: async (request) => {
      const { facts } = await livingCluster(emr, requireString(request, 'ClusterId'));
      await lifecycle.scale(facts.id, undefined);
      return {};
    },
  };
}

function groupOperations(emr: EmrBackEnd, lifecycle: ClusterLifecycle): Operations {
  return {
    ModifyInstanceGroups: async (request) => {
      const groups = requireList(request, 'InstanceGroups').map((one) => requireObject(one, 'InstanceGroups'));
      await lifecycle.resize(optionalText(request, 'ClusterId'), groups.flatMap(groupSize));
      return {};
    },
    AddInstanceGroups: async (request) => {
      const { facts } = await emr.cluster(requireString(request, 'JobFlowId'));
      const groups = requireList(request, 'InstanceGroups').map((one) =>
        groupRequest(requireObject(one, 'InstanceGroups')),
      );
      const has = (await emr.instanceGroups(facts.id)).map(({ role }) => role);
      if (groups.some(({ role }) => role !== 'TASK') || !has.includes('CORE'))
        throw invalid('The simulator adds task instance groups alone, to clusters that have a core instance group.');
      if (has.length + groups.length > MAX_GROUPS) throw invalid(`At most ${MAX_GROUPS} instance groups are allowed.`);
      return {
        JobFlowId: facts.id,
        InstanceGroupIds: await lifecycle.addGroups(facts.id, groups),
        ClusterArn: facts.arn,
      };
    },
  };
}

/** None for a request that changes something else of a group. */
function groupSize(group: Json): GroupSize[] {
  if (group.Configurations != null) throw invalid('The simulator does not reconfigure instance groups that are there.');
  const count = optionalNumber(group, 'InstanceCount');
  return count === undefined ? [] : [{ groupId: requireString(group, 'InstanceGroupId'), count }];
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** @throws ServiceError where it ends or has ended */
async function livingCluster(emr: EmrBackEnd, clusterId: string): Promise<ClusterView> {
  const view = await emr.cluster(clusterId);
  if (view.state.startsWith('TERMINAT')) throw new ServiceError('ValidationException', UNCHANGEABLE);
  return view;
}
