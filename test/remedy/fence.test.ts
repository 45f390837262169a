import { describe, expect, test } from 'vitest';
import { judged, type Observation, type Row, resubmissionOf, type SecurityFacts } from '../../lib/remedy';
import { type Guard, MAX_STEP_CHARACTERS, stepCharacters } from '../../lib/steps';
import { askedJob, jobSaying } from './gates/job';
import { inClusterMode, refusals } from './gates/support';
import { opened, owned } from './states/decisions';
import { detail, FAT_ARGS, GROUPS, NOW, POLICY, ROOT, row, START, step, stuck } from './support';

const planned = (obs: Observation, stored: Row = row()) => judged(obs, stored, NOW, POLICY).assessed?.plan;
const fence = (obs: Observation) => planned(obs)?.fence;
const setting = (key: string, value: string) => stuck({ cluster: { hadoopSettings: { [key]: value } } });

describe('a step is fenced', () => {
  test('by a guard, and in client mode by a delay where a guard cannot do its work', () => {
    expect(fence(stuck())).toBe('guard');
    expect(fence(stuck({ cluster: { kerberos: true } }))).toBe('delay');
    const cluster = { securityConfiguration: 'disks' };
    const saying = (value: SecurityFacts) => fence(stuck({ cluster, obs: { security: { at: NOW, value } } }));
    expect(fence(stuck({ cluster }))).toBe('delay');
    expect(saying({ kind: 'understood', parts: [] })).toBe('guard');
    expect(saying({ kind: 'understood', parts: ['in-transit-encryption'] })).toBe('delay');
    expect(saying({ kind: 'not-understood', reason: 'has a form that is not known' })).toBe('delay');
  });

  test('in cluster mode by a guard or not at all: its application outlives it', () => {
    const root = inClusterMode();
    expect(planned(stuck({ root }))).toMatchObject({ deployMode: 'cluster', fence: 'guard' });
    expect(planned(stuck({ root, cluster: { kerberos: true } }))).toBeUndefined();
    const reason = (obs: Observation) => refusals(obs).find(({ gate }) => gate === 'no-fence')?.reason;
    const outlives = 'a cluster-mode application outlives its cancelled step, and';
    expect(reason(stuck({ root, obs: { cluster: undefined } }))).toBe(`${outlives} the cluster could not be read`);
    expect(reason(stuck({ root, obs: { scan: undefined } }))).toBe(`${outlives} the step could not be read`);
  });
});

describe('in cluster mode a security configuration is refused in words that name', () => {
  const mayKeep = 'it may keep a guard from its ResourceManager';
  test.each<[string, SecurityFacts | undefined]>([
    [`could not be read: ${mayKeep}`, undefined],
    [`has a form that is not known: ${mayKeep}`, { kind: 'not-understood', reason: 'has a form that is not known' }],
    ['encrypts data in transit', { kind: 'understood', parts: ['in-transit-encryption'] }],
    ['uses Kerberos', { kind: 'understood', parts: ['kerberos'] }],
    ['sets up IAM Identity Center', { kind: 'understood', parts: ['identity-center'] }],
    ['sets up runtime roles', { kind: 'understood', parts: ['runtime-roles'] }],
    ['sets up Lake Formation', { kind: 'understood', parts: ['lake-formation'] }],
    ['sets up Apache Ranger', { kind: 'understood', parts: ['ranger'] }],
  ])('what it %s', (words, value) => {
    const security = value && { at: NOW, value };
    const obs = stuck({ root: inClusterMode(), cluster: { securityConfiguration: 'own' }, obs: { security } });
    expect(refusals(obs).find(({ gate }) => gate === 'no-fence')?.reason).toContain(words);
  });
});

describe('a guard works with a ResourceManager', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['hadoop.http.authentication.simple.anonymous.allowed', ['true'], ['false', '', 'untrue', 'trues']],
    ['hadoop.http.authentication.type', ['simple'], ['kerberos', 'not-simple', 'simple-jwt']],
    ['hadoop.security.authentication', ['simple'], ['kerberos', 'not-simple', 'simple-jwt']],
    ['yarn.acl.enable', ['false'], ['true', 'not-false', 'falsehood']],
    ['yarn.http.policy', ['HTTP_ONLY', 'HTTP_AND_HTTPS'], ['HTTPS_ONLY', 'NO_HTTP_ONLY', 'HTTP_ONLY_NOT']],
    ['yarn.resourcemanager.bind-host', ['0.0.0.0'], ['127.0.0.1', '10.0.0.0.0', '0.0.0.0.1']],
    ['yarn.resourcemanager.ha.enabled', ['false'], ['true', 'not-false', 'falsehood']],
    [
      'yarn.resourcemanager.max-completed-applications',
      ['100', '1000', '10000'],
      ['0', '10', '99', '-100', '0100', '1e5', '100x'],
    ],
    [
      'yarn.resourcemanager.webapp.address',
      ['0.0.0.0:8088', `\${yarn.resourcemanager.hostname}:8088`],
      ['0.0.0.0:8090', '0.0.0.0:80880', '10.0.0.0.0:8088', 'ip-10-0-0-1:8088'],
    ],
    ['yarn.nodemanager.vmem-check-enabled', ['true', 'false'], []],
  ])('for which %s is %j, not %j', (key, wanted, others) => {
    for (const value of wanted) expect([value, fence(setting(key, value))]).toEqual([value, 'guard']);
    for (const value of others) expect([value, fence(setting(key, value))]).toEqual([value, 'delay']);
  });

  test('as its own group of instances is configured, whatever others are', () => {
    const [primary, core] = GROUPS;
    const acl = (value: string) => ({ hadoopSettings: { 'yarn.acl.enable': value } });
    const groups = (...value: typeof GROUPS) => stuck({ obs: { groups: { at: NOW, value } } });
    expect(fence(groups({ ...core!, ...acl('true') }, primary!))).toBe('guard');
    expect(fence(groups(core!, { ...primary!, ...acl('true') }))).toBe('delay');
  });
});

describe('a guard knows the application', () => {
  const beside = step({ id: 's-B', state: 'COMPLETED', startedAt: START, endedAt: START + 60_000 });
  const root = detail();

  test('of a step that ran beside others by what the job said of itself, now or when the lineage was opened', () => {
    const both = stuck({ root, steps: [root, beside] });
    expect(fence(both)).toBe('delay');
    expect(fence({ ...both, asked: askedJob(NOW, jobSaying({})) })).toBe('guard');
    const asked = { applicationId: 'application_1_0001', startedAtMs: START };
    const lineage = owned({ payload: { ...owned().payload, asked } });
    expect(planned(both, { ...opened(), lineage })?.fence).toBe('guard');
  });
});

describe('a guard leaves room', () => {
  const withArgument = (length: number) => detail({ args: [...FAT_ARGS, 'x'.repeat(length)] });

  test('for the last submission, with every one before it, exactly as many characters as EMR takes', () => {
    let [fits, exceeds] = [0, MAX_STEP_CHARACTERS];
    while (exceeds - fits > 1) {
      const middle = Math.floor((fits + exceeds) / 2);
      if (fence(stuck({ root: withArgument(middle) })) === 'guard') fits = middle;
      else exceeds = middle;
    }
    const of = { startedFromMs: START, startedToMs: NOW, ranAlone: true };
    const tags = [1, 2, 3].map((n) => ({ stepId: ROOT, ...of, tag: `emr-autotune-${ROOT}-${n}` }));
    const guard: Guard = { root: ROOT, attempt: 1, deployMode: 'client', earlier: [{ stepId: ROOT, ...of }, ...tags] };
    const { changes } = planned(stuck({ root: withArgument(fits) }))!.payload;
    const last = resubmissionOf(withArgument(fits), changes, { root: ROOT, n: 4 }, {}, guard);
    const { Jar, Args } = last.HadoopJarStep;
    expect(stepCharacters({ jar: Jar, args: Args })).toBe(MAX_STEP_CHARACTERS);
  });
});
