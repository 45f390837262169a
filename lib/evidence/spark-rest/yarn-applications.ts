import { applicationId } from './applications';
import { beginning, count, listOf, objectOf, optional, type Reader, text } from './form';

const MAX_APPLICATIONS = 10_000;

/** A Spark application as YARN lists it; times in epoch ms. */
export interface YarnApplication {
  readonly id: string;
  readonly startedAtMs: number;
  /** undefined while it runs. */
  readonly endedAtMs?: number;
  /** In lower case. */
  readonly tags: readonly string[];
}

const application = objectOf({
  id: applicationId,
  applicationType: text(200),
  startedTime: count,
  finishedTime: count,
  applicationTags: optional(beginning(2_000)),
});

const answer = objectOf({ apps: optional(objectOf({ app: optional(listOf(application, MAX_APPLICATIONS)) })) });

/** YARN tags in lower case, as both YARN and `spark.yarn.tags` write them: with commas. */
export const yarnTags = (text = ''): string[] =>
  text
    .toLowerCase()
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** The ResourceManager's `/ws/v1/cluster/apps`, those of Spark. */
export const yarnApplications: Reader<readonly YarnApplication[]> = (value, place) =>
  (answer(value, place).apps?.app ?? [])
    .filter(({ applicationType }) => applicationType.toUpperCase() === 'SPARK')
    .map((one) => ({
      id: one.id,
      startedAtMs: one.startedTime,
      endedAtMs: one.finishedTime > 0 ? one.finishedTime : undefined,
      tags: yarnTags(one.applicationTags),
    }));
