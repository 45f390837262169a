import { application, earlier, FROM, TO } from '../run-guard';
import { type Case, ID, known, log, marked, OWN_TAG, refused, SUBMITTED } from './case';
import { json } from './replies';

/** What is told may be another's, or not what it looks like. */
export const doubtful = (): readonly Case[] => [
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
