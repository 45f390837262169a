import type { Intercept } from '../resource-manager';
import { application, program, type World } from '../run-guard';
import { type Case, ID, known, marked, refused } from './case';
import { json, reply } from './replies';

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

/** The ResourceManager does not answer, or not so that it counts. */
export const unanswered = (): readonly Case[] => [
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
