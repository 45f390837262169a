import type { Application } from '../resource-manager';
import { application } from '../run-guard';
import { type Case, ID, known } from './case';
import { reply } from './replies';

const succeeded: Partial<Application> = { state: 'FINISHED', finalStatus: 'SUCCEEDED' };
const succeedsWhenKilled = (): Application => {
  const one = application({ onKill: () => Object.assign(one, succeeded) });
  return one;
};

/** It succeeds, or does not end. */
export const ended = (): readonly Case[] => [
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
