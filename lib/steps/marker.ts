import { InputError } from '../errors';
import {
  findConfPair,
  type SparkSubmit,
  type SubmitOption,
  toConfOption,
  type UnplacedOption,
  withConfValue,
  withOptions,
} from './spark-submit';
import type { StepForm } from './step-form';

/** The marker of a resubmission: the root step of its lineage, and the number of the submission. */
export interface Marker {
  readonly root: string;
  readonly n: number;
}

/** All settings of this product in a step's arguments; Spark ignores them. */
const OWN_PREFIX = 'spark.emrautotune.';
const LINEAGE_KEY = `${OWN_PREFIX}lineage`;
const TAGS_KEY = 'spark.yarn.tags';

const ROOT = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
const LINEAGE = /^([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?):([1-9][0-9]*)$/;
const OWN_TAG = /^emr-autotune-[a-z0-9-]+-[0-9]+$/i;

/** `YarnConfiguration.APPLICATION_MAX_TAGS` and `APPLICATION_MAX_TAG_LENGTH`; a tag beyond them makes YARN refuse the application. */
const MAX_TAGS = 10;
const MAX_TAG_LENGTH = 100;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** The YARN tag of a resubmission. YARN lower-cases tags: compare in lower case. */
export function markerTag({ root, n }: Marker): string {
  return `emr-autotune-${root}-${n}`;
}

/**
 * The command with this marker in place of any other: a setting of our own, and a YARN tag after the user's.
 *
 * @param sparkDefaults the cluster's spark-defaults: tags set there would otherwise be lost to the new `--conf`
 * @throws InputError `bad-marker` for a root that is not a step id, `bad-tags` where YARN would refuse the tags
 */
export function addMarker(
  submit: SparkSubmit,
  marker: Marker,
  sparkDefaults: Readonly<Record<string, string>> = {},
): SparkSubmit {
  if (!ROOT.test(marker.root) || !Number.isSafeInteger(marker.n) || marker.n < 1) {
    throw new InputError(
      'bad-marker',
      `a marker needs a step id and a number of 1 or more, got "${marker.root}" and ${marker.n}`,
    );
  }
  const lineage = `${marker.root}:${marker.n}`;
  const last = lastTags(submit.options);
  const users = withoutOwnTags(last?.value ?? sparkDefaults[TAGS_KEY] ?? '');
  const tags = users === '' ? markerTag(marker) : `${users},${markerTag(marker)}`;
  checkTags(tags);

  const options = submit.options.map((option): UnplacedOption => {
    const pair = findConfPair(option);
    if (pair?.key === LINEAGE_KEY) return withConfValue(option, pair, lineage);
    return pair !== undefined && option === last?.option ? withConfValue(option, pair, tags) : option;
  });
  if (!options.some((option) => findConfPair(option)?.key === LINEAGE_KEY))
    options.push(toConfOption(LINEAGE_KEY, lineage));
  if (last === undefined) options.push(toConfOption(TAGS_KEY, tags));
  return withOptions(submit, options);
}

/** The marker of a step of any form. */
export function markerIn(form: StepForm): Marker | undefined {
  return form.kind === 'spark-submit' ? findMarker(form.submit) : undefined;
}

/** The marker a step carries; undefined for a step that is not a resubmission. */
export function findMarker(submit: SparkSubmit): Marker | undefined {
  const lineage = submit.options.map(findConfPair).findLast((pair) => pair?.key === LINEAGE_KEY)?.value;
  const match = lineage === undefined ? null : LINEAGE.exec(lineage);
  return match?.[1] === undefined ? undefined : { root: match[1], n: Number(match[2]) };
}

/**
 * The command as its owner would have written it, without our settings and tags; for comparing a resubmission with its root step.
 *
 * Of repeated tags only those in force are kept, and none where they are empty or equal to those of spark-defaults. Not meant to be submitted.
 *
 * @param sparkDefaults as for `addMarker`
 */
export function withoutOwnKeys(submit: SparkSubmit, sparkDefaults: Readonly<Record<string, string>> = {}): SparkSubmit {
  const implied = ['', withoutOwnTags(sparkDefaults[TAGS_KEY] ?? '')];
  const last = lastTags(submit.options)?.option;
  const options = submit.options.flatMap((option): SubmitOption[] => {
    const pair = findConfPair(option);
    if (pair?.key.startsWith(OWN_PREFIX)) return [];
    if (pair?.key !== TAGS_KEY) return [option];
    const users = withoutOwnTags(pair.value);
    return option !== last || implied.includes(users) ? [] : [withConfValue(option, pair, users)];
  });
  return withOptions(submit, options);
}

/** The `spark.yarn.tags` in force: Spark takes the last. */
function lastTags(options: readonly SubmitOption[]): { option: SubmitOption; value: string } | undefined {
  const option = options.findLast((one) => findConfPair(one)?.key === TAGS_KEY);
  const value = option && findConfPair(option)?.value;
  return option === undefined || value === undefined ? undefined : { option, value };
}

function withoutOwnTags(tags: string): string {
  return tags
    .split(',')
    .filter((tag) => !OWN_TAG.test(tag.trim()))
    .join(',');
}

/** As Spark reads the list (trimmed, empty ones left out) and `ApplicationSubmissionContextPBImpl.checkTags` judges it. */
function checkTags(list: string): void {
  const tags = new Set(list.split(',').map((tag) => tag.trim()));
  tags.delete('');
  if (tags.size > MAX_TAGS) {
    throw new InputError(
      'bad-tags',
      `${TAGS_KEY} would hold ${tags.size} tags, YARN takes ${MAX_TAGS}; give the step fewer`,
    );
  }
  for (const tag of tags) {
    if (tag.length > MAX_TAG_LENGTH || !PRINTABLE_ASCII.test(tag)) {
      throw new InputError(
        'bad-tags',
        `${TAGS_KEY} holds a tag that YARN refuses: over ${MAX_TAG_LENGTH} characters or not printable ASCII`,
      );
    }
  }
}
