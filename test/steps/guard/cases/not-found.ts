import { application, earlier, FROM } from '../run-guard';
import { type Case, log, marked, OWN_TAG, refused, SUBMITTED } from './case';
import { json } from './replies';

/** Nothing tells an application. */
export const none = (): readonly Case[] => [
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

/** More than one is told. */
export const several = (): readonly Case[] => [
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
