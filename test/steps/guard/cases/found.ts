import { gzipSync } from 'node:zlib';
import { application, earlier, FROM, TO } from '../run-guard';
import { type Case, ID, known, log, OWN_TAG, REPORT, SUBMITTED } from './case';

/** The application of an earlier step is known, and still runs or has failed. */
export const found = (): readonly Case[] => [
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
