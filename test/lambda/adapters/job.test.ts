import type { EMRClient } from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { jobReader } from '../../../lambda/remediator/adapters/job';
import { SYSTEM } from '../../../lib/sources';
import { CLUSTER, START } from '../../remedy/support';

const SECRET = 'canary7f3a';

/** EMR with the answers of its operations by name; what is not there is denied. */
function emrWith(answers: Readonly<Record<string, object>>): { readonly client: EMRClient; readonly asked: string[] } {
  const asked: string[] = [];
  const send = async (command: object): Promise<object> => {
    const name = command.constructor.name.replace(/Command$/, '');
    asked.push(name);
    const answer = answers[name];
    if (answer !== undefined) return answer;
    throw Object.assign(new Error(`denied for ${SECRET}`), { name: 'AccessDeniedException' });
  };
  return { client: { send } as unknown as EMRClient, asked };
}

const QUESTION = {
  clusterId: CLUSTER,
  clusterArn: `arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/${CLUSTER}`,
  step: { startedAtMs: START, othersRan: false },
  mayCreatePersistentUi: true,
};

/** A ResourceManager that lists these applications, and a history server that lists none. */
const listing = (ids: readonly string[]) => ({
  ...SYSTEM,
  now: () => START,
  fetch: async (url: string) => {
    const app = ids.map((id) => ({
      id,
      applicationType: 'SPARK',
      applicationTags: '',
      state: 'RUNNING',
      finalStatus: 'UNDEFINED',
      startedTime: START + 1000,
      finishedTime: 0,
    }));
    const isHistory = url.includes('/api/v1/applications');
    const isList = isHistory || url.includes('/ws/v1/cluster/apps');
    const listed = isHistory ? [] : { apps: ids.length === 0 ? null : { app } };
    return new Response(isList ? JSON.stringify(listed) : '', {
      headers: { 'content-type': isList ? 'application/json' : 'text/html' },
    });
  },
});

const OPEN = {
  GetOnClusterAppUIPresignedURL: { PresignedURLReady: true, PresignedURL: `https://ui.example/?authToken=${SECRET}` },
};

describe('asking a job through EMR', () => {
  test('without permission says which action is missing, and nothing of what EMR wrote', async () => {
    const { client } = emrWith({});
    const said = await jobReader(client, SYSTEM)(QUESTION);
    expect(said).toMatchObject({ kind: 'none', isApplicationUnknown: false });
    expect(JSON.stringify(said)).toMatch(/GetOnClusterAppUIPresignedURL failed with AccessDeniedException/);
    expect(JSON.stringify(said)).not.toContain(SECRET);
  });

  test('names the history server that EMR makes', async () => {
    const { client } = emrWith({
      CreatePersistentAppUI: { PersistentAppUIId: 'p-ONE' },
      DescribePersistentAppUI: { PersistentAppUI: { PersistentAppUIStatus: 'STARTING' } },
    });
    expect(await jobReader(client, SYSTEM)(QUESTION)).toMatchObject({ kind: 'none', persistentUiId: 'p-ONE' });
  });

  test('has none made where the cluster has no ARN, or that is not wanted', async () => {
    const { client, asked } = emrWith({});
    await jobReader(client, SYSTEM)({ ...QUESTION, clusterArn: undefined });
    await jobReader(client, SYSTEM)({ ...QUESTION, mayCreatePersistentUi: false });
    expect(asked).not.toContain('CreatePersistentAppUI');
  });

  test('does not guess between two applications, nor where the ResourceManager lists none', async () => {
    const { client } = emrWith(OPEN);
    const question = { ...QUESTION, mayCreatePersistentUi: false };
    const two = await jobReader(client, listing(['application_1_0001', 'application_1_0002']))(question);
    expect(two).toMatchObject({ kind: 'none', isApplicationUnknown: true });
    const none = await jobReader(client, listing([]))(question);
    // What fills the cluster is then another's, such as a notebook that began before the step.
    expect(none).toMatchObject({ kind: 'none', isApplicationUnknown: true });
    expect(JSON.stringify([two, none])).not.toContain(SECRET);
  });

  test('has no doubt where only a history server lists none: the logs may be elsewhere', async () => {
    const { client } = emrWith({
      DescribePersistentAppUI: { PersistentAppUI: { PersistentAppUIStatus: 'ATTACHED' } },
      GetPersistentAppUIPresignedURL: OPEN.GetOnClusterAppUIPresignedURL,
    });
    const said = await jobReader(client, listing([]))({ ...QUESTION, persistentUiId: 'p-ONE' });
    expect(said).toMatchObject({ kind: 'none', isApplicationUnknown: false });
    expect(JSON.stringify(said)).toMatch(/persistent-ui: application-unknown: 0 /);
  });
});
