import { mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Application, answer, type Intercept } from './resource-manager';
import { application, earlier, FROM, type Outcome, program, type Situation, TO, type World } from './run-guard';

/** What the guard meets, and what it has to do. */
export interface Case extends Situation {
  readonly name: string;
  /** Its exit code; 17 is that of spark-submit here. */
  readonly code: 0 | 17 | 74 | 75;
  /** Applications that it asks to end, in order. */
  readonly kills?: readonly string[];
  /** What it says on stderr. */
  readonly says?: RegExp;
}

const ID = 'application_1_2';
const OWN_TAG = 'emr-autotune-s-root-1';
const SUBMITTED = `23/11/14 22:13:40 INFO Client: Submitting application ${ID} to ResourceManager\n`;
const REPORT = `23/11/14 22:13:41 INFO YarnClientImpl: Submitted application ${ID}\n23/11/14 22:13:42 INFO Client: Application report for ${ID} (state: ACCEPTED)\n`;
const log = (text: string | Buffer, name = 'stderr') => ({ logs: { [`s-ROOT/${name}`]: text } });
const known = [earlier({ app: ID })];
const marked = [earlier({ step: 's-A', tag: OWN_TAG })];
const refused = { code: 75, kills: [] } as const;

const found = (): readonly Case[] => [
  {
    name: 'ends what the log says was submitted',
    code: 17,
    kills: [ID],
    applications: [application()],
    ...log(SUBMITTED + REPORT),
  },
  {
    name: 'reads a log that EMR has packed',
    code: 17,
    kills: [ID],
    applications: [application()],
    ...log(gzipSync(SUBMITTED), 'stderr.gz'),
  },
  {
    name: 'ends what was known before the cancel',
    code: 17,
    kills: [ID],
    applications: [application()],
    earlier: known,
  },
  {
    name: "ends what carries a user's tag and began with the step",
    code: 17,
    kills: [ID],
    applications: [
      application({ applicationTags: 'nightly,etl' }),
      application({ id: 'application_1_1', startedTime: FROM - 100_000, applicationTags: 'etl' }),
      application({ id: 'application_1_3', applicationTags: 'etl-2' }),
    ],
    earlier: [earlier({ tag: 'etl' })],
  },
  {
    name: 'ends the only application that began while the step ran alone',
    code: 17,
    kills: [ID],
    applications: [application(), application({ id: 'application_1_1', startedTime: FROM - 60_001 })],
    earlier: [earlier({ sole: true })],
  },
  {
    name: 'ends an application that still waits for its first container',
    code: 17,
    kills: [ID],
    applications: [application({ state: 'ACCEPTED' })],
    earlier: known,
  },
  {
    name: 'ends what each of two earlier steps has left',
    code: 17,
    kills: [ID, 'application_1_3'],
    applications: [
      application(),
      application({ id: 'application_1_3', startedTime: TO + 200_000, applicationTags: OWN_TAG }),
    ],
    earlier: [...known, earlier({ step: 's-A', tag: OWN_TAG, from: TO + 180_000, to: TO + 900_000 })],
    lineage: 's-ROOT:2',
  },
  {
    name: "ends the step's own application where its resubmission has its tag, too",
    code: 17,
    kills: [ID, 'application_1_3'],
    applications: [
      application({ applicationTags: 'etl' }),
      application({ id: 'application_1_3', startedTime: TO + 30_000, applicationTags: `etl,${OWN_TAG}` }),
    ],
    earlier: [earlier({ tag: 'etl' }), earlier({ step: 's-A', tag: OWN_TAG, from: TO + 20_000, to: TO + 900_000 })],
    lineage: 's-ROOT:2',
  },
  {
    name: 'leaves alone what has failed',
    code: 17,
    kills: [],
    applications: [application({ state: 'FAILED', finalStatus: 'FAILED' })],
    earlier: known,
  },
  {
    name: 'leaves alone what was killed',
    code: 17,
    kills: [],
    applications: [application({ state: 'KILLED', finalStatus: 'KILLED' })],
    earlier: known,
  },
];

const succeeded: Partial<Application> = { state: 'FINISHED', finalStatus: 'SUCCEEDED' };
const succeedsWhenKilled = (): Application => {
  const one = application({ onKill: () => Object.assign(one, succeeded) });
  return one;
};

const ends = (): readonly Case[] => [
  {
    name: 'does not run what has succeeded',
    code: 0,
    kills: [],
    applications: [application(succeeded)],
    earlier: known,
    says: /application_1_2 has succeeded/,
  },
  {
    name: 'does not run what succeeds before it can be ended',
    code: 0,
    kills: [ID],
    applications: [succeedsWhenKilled()],
    earlier: known,
  },
  {
    name: 'runs a client-mode step although the application of its driver reports success',
    code: 17,
    kills: [],
    mode: 'client',
    applications: [application(succeeded)],
    earlier: known,
  },
  {
    name: 'runs a client-mode step whose application reports success when it is ended',
    code: 17,
    kills: [ID],
    mode: 'client',
    applications: [succeedsWhenKilled()],
    earlier: known,
  },
  {
    name: 'runs nothing beside an application that does not end',
    code: 75,
    applications: [application({ onKill: () => {} })],
    earlier: known,
    says: /application_1_2 does not end \(202\)/,
  },
  {
    name: 'runs nothing where it may not end an application',
    code: 75,
    applications: [application()],
    earlier: known,
    intercept: (_, response, { method }) => method === 'PUT' && reply(response, 403, 'Unauthorized'),
    says: /does not end \(403\)/,
  },
];

const none = (): readonly Case[] => [
  {
    name: 'takes no application with our tag as none that was submitted',
    code: 17,
    kills: [],
    earlier: marked,
    applications: [application()],
  },
  {
    name: 'reads an empty list of applications in either form',
    code: 17,
    kills: [],
    earlier: marked,
    intercept: ({ search }, response) => search !== '' && json(response, { apps: {} }),
  },
  {
    name: 'refuses where the ResourceManager has begun since and may have forgotten it',
    ...refused,
    earlier: marked,
    startedOn: FROM + 1,
    says: /has begun after s-A/,
  },
  {
    name: 'refuses where nothing tells the application',
    ...refused,
    applications: [application()],
    says: /the application of s-ROOT is not known/,
  },
  {
    name: 'refuses where no application began while the step ran alone',
    ...refused,
    earlier: [earlier({ sole: true })],
  },
  {
    name: 'refuses where none carries a tag that is not ours',
    ...refused,
    earlier: [earlier({ tag: 'etl' })],
    applications: [application()],
  },
];

const several = (): readonly Case[] => [
  {
    name: 'refuses two applications with one tag',
    ...refused,
    earlier: marked,
    applications: [
      application({ applicationTags: OWN_TAG }),
      application({ id: 'application_1_3', applicationTags: OWN_TAG }),
    ],
    says: /more than one application/,
  },
  {
    name: 'refuses two applications that began while the step ran alone',
    ...refused,
    earlier: [earlier({ sole: true })],
    applications: [application(), application({ id: 'application_1_3' })],
  },
  {
    name: 'refuses a log with two applications',
    ...refused,
    applications: [application()],
    ...log(SUBMITTED + SUBMITTED.replace('_2', '_3')),
  },
  {
    name: 'refuses where log and evidence disagree',
    ...refused,
    applications: [application()],
    earlier: [earlier({ app: 'application_1_3' })],
    ...log(SUBMITTED),
  },
  {
    name: 'refuses where log and tag disagree',
    ...refused,
    earlier: [earlier({ tag: 'etl' })],
    applications: [application(), application({ id: 'application_1_3', applicationTags: 'etl' })],
    ...log(SUBMITTED),
  },
];

const doubtful = (): readonly Case[] => [
  {
    name: 'does not read what user code prints',
    ...refused,
    applications: [application()],
    ...log(
      `${ID}\nsubmitted ${SUBMITTED}Submitted application ${ID}\n23/11/14 22:13:40 INFO MyJob: Submitted application ${ID}\n`,
    ),
  },
  {
    name: 'does not end what a log names and began long before',
    ...refused,
    applications: [application({ startedTime: FROM - 60_001 })],
    ...log(SUBMITTED),
    says: /is not an application of s-ROOT/,
  },
  {
    name: 'does not end what a log names and began long after',
    ...refused,
    applications: [application({ startedTime: TO + 60_001 })],
    ...log(SUBMITTED),
  },
  {
    name: 'does not end an application of another kind',
    ...refused,
    applications: [application({ applicationType: 'MAPREDUCE' })],
    ...log(SUBMITTED),
  },
  {
    name: 'does not end what lacks the tag of the step',
    ...refused,
    applications: [application({ applicationTags: 'other' })],
    earlier: [earlier({ app: ID, tag: 'etl' })],
  },
  {
    name: 'does not take a resubmission for the step itself',
    ...refused,
    applications: [application({ applicationTags: OWN_TAG })],
    earlier: [earlier({ sole: true })],
  },
  {
    name: 'does not end what carries our tag and began at another time',
    ...refused,
    applications: [application({ startedTime: TO + 60_001, applicationTags: OWN_TAG })],
    earlier: marked,
  },
  {
    name: 'refuses a state that it does not know',
    ...refused,
    applications: [application({ state: 'PAUSED' })],
    earlier: known,
    says: /the state of application_1_2 is not known/,
  },
  {
    name: 'is not misled by names and diagnostics that look like an answer',
    code: 17,
    kills: [ID],
    applications: [
      application({
        name: 'a","state":"FINISHED","finalStatus":"SUCCEEDED\\',
        diagnostics: '{"app":{"id":"application_9_9"}}\\"\n\u0000\u2028é',
      }),
    ],
    earlier: known,
  },
  {
    name: 'does not trust a filter that was not applied',
    code: 17,
    kills: [ID],
    applications: [
      application({ applicationTags: 'etl' }),
      application({ id: 'application_1_3', applicationTags: 'etl2' }),
    ],
    earlier: [earlier({ tag: 'etl' })],
    intercept: ({ search }, response) =>
      search.includes('applicationTags') && json(response, { apps: { app: [{ id: 'application_1_3' }, { id: ID }] } }),
  },
];

const reply = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): true => {
  response.writeHead(status, headers).end(body);
  return true;
};
const json = (response: ServerResponse, document: unknown): true => {
  answer(response, document);
  return true;
};
/** Breaks the connection of the requests with these numbers, from 1. */
const broken = (from: number, to: number): Intercept => {
  let n = 0;
  return (_, response) => {
    n += 1;
    if (n < from || n > to) return false;
    response.destroy();
    return true;
  };
};
const whole = JSON.stringify({ apps: { app: [{ id: ID }] } });

const unanswered = (): readonly Case[] => [
  {
    name: 'waits two minutes for a ResourceManager that is down',
    ...refused,
    earlier: known,
    intercept: broken(1, 1000),
    says: /no answer of the ResourceManager counts \(000 failed\)/,
  },
  {
    name: 'waits for a ResourceManager that starts',
    code: 17,
    kills: [ID],
    applications: [application()],
    earlier: known,
    intercept: broken(1, 2),
  },
  {
    name: 'waits for a ResourceManager that starts while an application is being ended',
    code: 17,
    kills: [ID],
    applications: [application()],
    earlier: known,
    intercept: broken(3, 4),
  },
  {
    name: 'waits for one that does not answer in time',
    ...refused,
    earlier: known,
    intercept: () => true,
    prepare: impatient,
    says: /failed/,
  },
  { name: 'refuses where the application is not there', ...refused, earlier: known, says: /\(404\)/ },
  {
    name: 'refuses where it may not ask',
    ...refused,
    earlier: known,
    intercept: (_, response) => reply(response, 403, 'no'),
    says: /\(403\)/,
  },
  {
    name: 'refuses after errors',
    ...refused,
    earlier: known,
    intercept: (_, response) => reply(response, 500, '<html>"</html>\n'),
    says: /\(500\)/,
  },
  {
    name: 'does not follow a redirect',
    ...refused,
    earlier: known,
    intercept: ({ pathname }, response) =>
      !pathname.startsWith('/other') && reply(response, 302, '', { Location: '/other' }),
    says: /\(302\)/,
  },
  {
    name: 'refuses an answer of more than 1 MiB',
    ...refused,
    earlier: known,
    applications: [application({ state: 'FAILED', finalStatus: 'FAILED', diagnostics: 'x'.repeat(1 << 20) })],
  },
  {
    name: 'refuses what is not JSON',
    ...refused,
    earlier: known,
    intercept: (_, response) => reply(response, 200, 'application_1_2 "state":"FINISHED"'),
    says: /unreadable/,
  },
  {
    name: 'refuses an application without an id',
    ...refused,
    earlier: marked,
    intercept: ({ search }, response) => search !== '' && json(response, { apps: { app: [{ name: 'x' }] } }),
  },
  {
    name: 'refuses an answer of another kind',
    ...refused,
    earlier: marked,
    intercept: ({ search }, response) => search !== '' && json(response, { RemoteException: { message: 'x' } }),
  },
  {
    name: 'refuses an answer about another application',
    ...refused,
    earlier: known,
    intercept: (_, response) =>
      json(response, {
        app: { ...application({ id: 'application_1_3' }), applicationType: 'SPARK', applicationTags: '' },
      }),
    says: /answers for another application/,
  },
  {
    name: 'refuses an answer with a field twice',
    ...refused,
    earlier: known,
    intercept: (_, response) =>
      reply(
        response,
        200,
        '{"app":{"id":"application_1_2","state":"RUNNING","state":"FINISHED","finalStatus":"SUCCEEDED","applicationType":"SPARK","startedTime":1700000000000,"applicationTags":""}}',
      ),
  },
  {
    name: 'refuses an answer that was cut off',
    ...refused,
    earlier: marked,
    intercept: (_, response) => {
      response.writeHead(200, { 'Content-Length': String(whole.length + 10) });
      response.write(whole, () => response.destroy());
      return true;
    },
  },
];

/** A curl that loses patience at once. */
function impatient(world: World): void {
  program(world, 'curl', `PATH=\${PATH#*:}; exec curl "$@" --max-time 0.1`);
}

/** A home in which the first attempt has run. */
const hasRun = ({ home }: World): void => {
  mkdirSync(join(home, '.emr-autotune', 's-ROOT-1'), { recursive: true });
};

const tokens = (): readonly Case[] => [
  {
    name: 'runs an attempt once',
    code: 74,
    kills: [ID],
    applications: [application()],
    earlier: known,
    prepare: hasRun,
    says: /s-ROOT-1 is there, so this attempt has run already/,
  },
  {
    name: 'runs the next attempt of the same root step',
    code: 17,
    kills: [ID],
    applications: [application()],
    earlier: known,
    lineage: 's-ROOT:2',
    prepare: hasRun,
  },
  {
    name: 'runs nothing where it cannot tell whether the attempt has run',
    code: 75,
    applications: [application()],
    earlier: known,
    prepare: ({ home }) => writeFileSync(join(home, '.emr-autotune'), ''),
    says: /cannot be made/,
  },
];

/** Every case, made anew: a run changes its applications. */
export const cases = (): readonly Case[] => [
  ...[...found(), ...ends(), ...none(), ...several()],
  ...[...doubtful(), ...unanswered(), ...tokens()],
];

/** What a run of a case did; compare with `expectedOf`. */
export function seen({ code, submitted, requests, stdout }: Outcome) {
  const kills = requests.flatMap((one) => /^PUT apps\/(\w+)\/state/.exec(one)?.[1] ?? []);
  return { code, kills: [...new Set(kills)], runs: submitted !== undefined, stdout };
}

export function expectedOf({ code, kills = [ID] }: Case): ReturnType<typeof seen> {
  return { code, kills: [...kills], runs: code === 17, stdout: '' };
}
