import type { SparkApplication } from '../types';
import { count, flag, listOf, matching, objectOf, optional, type Reader, text, time } from './form';

/** The form of an application's id that each cluster manager gives; the only names of an application that leave this layer. */
export const applicationId = matching(
  /^(application_\d{1,20}_\d{1,10}|app-\d{14}-\d{4,10}|local-\d{1,20})$/,
  'the id of an application',
);

const MAX_APPLICATIONS = 10_000;
const MAX_ATTEMPTS = 100;

const attempt = objectOf({
  attemptId: optional(matching(/^\d{1,4}$/, 'the id of an attempt')),
  startTime: time,
  endTime: time,
  lastUpdated: time,
  completed: flag,
  duration: count,
  appSparkVersion: optional(text(80)),
});

const application = objectOf({ id: applicationId, attempts: listOf(attempt, MAX_ATTEMPTS) });

/** An entry of `/applications`, as its latest attempt has it. */
export const sparkApplication: Reader<SparkApplication> = (value, place) => {
  const { id, attempts } = application(value, place);
  const [latest] = [...attempts].sort((a, b) => b.startTime - a.startTime);
  if (latest === undefined) return { id, startedAtMs: 0, isLive: false };
  const sparkVersion = /^\d+\.\d+(\.\d+)?/.exec(latest.appSparkVersion ?? '')?.[0];
  return {
    id,
    attemptId: latest.attemptId,
    startedAtMs: latest.startTime,
    endedAtMs: latest.completed ? latest.endTime : undefined,
    sparkVersion,
    isLive: !latest.completed && latest.lastUpdated === latest.startTime,
  };
};

/** `/applications`. */
export const sparkApplications: Reader<readonly SparkApplication[]> = (value, place) =>
  listOf(sparkApplication, MAX_APPLICATIONS)(value, place).filter(({ startedAtMs }) => startedAtMs > 0);
