import { Token } from 'aws-cdk-lib';
import { InputError, shown } from '../../errors';
import { ALLOW_KEY } from '../../remedy';
import type { Workload } from '../../sizing';
import { COMMAND_RUNNER } from '../../steps';
import { nonEmpty, resolvedSettings } from '../checks';
import { checkSparkKeys } from '../spark-keys';
import { checkStepCharacters } from './step-limits';

/** An address with the name of its file system, of S3 with bucket and key, or a path from the root. */
const ADDRESS = /^(s3[an]?:\/\/[^/]+\/.|(?!s3[an]?:)[a-z][a-z0-9+.-]*:.|\/.)/;
const SPACE = /\s/;
const SPACE_OR_COMMA = /[\s,]/;

/** A Spark application and what is known about its data. */
export interface SparkApplicationProps {
  /** The Python file, jar or Spark SQL script (`.sql`, client mode only), for example `s3://bucket/join.py`. */
  readonly application: string;

  /**
   * Arguments of the application itself; of a Spark SQL script options such as `--hivevar day=2026-11-29`.
   *
   * @default - none
   */
  readonly applicationArguments?: string[];

  /**
   * The class to run; for jars only, and then required.
   *
   * @default - none
   */
  readonly mainClass?: string;

  /**
   * What is known about the data; partitions follow from it.
   *
   * @default - nothing is known; partitions follow from task slots
   */
  readonly workload?: Workload;

  /**
   * Whether the job can be cancelled at any moment and run again from the start, and no orchestrator reruns it when it is cancelled.
   *
   * A remediator cancels and resubmits only jobs whose owner states this.
   *
   * @default false
   */
  readonly repeatable?: boolean;

  /**
   * Your own Spark settings for this job. They win over what is computed. Values may be tokens, such as the address of a bucket.
   *
   * @default - none
   */
  readonly sparkConf?: { [key: string]: string };

  /**
   * Python files, archives of modules included.
   *
   * @default - none
   */
  readonly pyFiles?: string[];

  /**
   * Further jars.
   *
   * @default - none
   */
  readonly jars?: string[];
}

/**
 * `spark-submit` and its arguments; `spark-sql` for a Spark SQL script.
 *
 * @param deployMode undefined for what the cluster's configuration says
 * @param jobConf the settings computed for the job
 * @throws InputError for an application that spark-submit would refuse or misread
 */
export function sparkSubmitArguments(
  props: SparkApplicationProps,
  deployMode: 'client' | 'cluster' | undefined,
  jobConf: Readonly<Record<string, string>>,
): string[] {
  validate(props, deployMode);
  const { application, applicationArguments = [] } = props;
  const isSql = isSqlScript(application);
  const settings = {
    ...jobConf,
    ...(props.repeatable ? { [ALLOW_KEY]: 'true' } : {}),
    ...resolvedSettings('sparkConf', props.sparkConf ?? {}, () => false),
  };
  const all = [
    isSql ? 'spark-sql' : 'spark-submit',
    ...list('--deploy-mode', deployMode === undefined ? [] : [deployMode]),
    ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...(props.mainClass === undefined ? [] : ['--class', props.mainClass]),
    ...list('--py-files', props.pyFiles),
    ...list('--jars', props.jars),
    ...(isSql ? [...applicationArguments, '-f', application] : [application, ...applicationArguments]),
  ];
  checkStepCharacters({ jar: COMMAND_RUNNER, args: all });
  return all;
}

/** Whether the application is a script of Spark SQL, by its name. */
export function isSqlScript(application: string): boolean {
  return /\.sql$/i.test(application);
}

function list(option: string, values: string[] | undefined): string[] {
  return values === undefined || values.length === 0 ? [] : [option, values.join(',')];
}

/**
 * @throws InputError for what would be no file, or two, in the list that spark-submit splits at commas, and for what nodes cannot find: a step
 * starts in an empty folder, and Hadoop takes the name of a file system as it is written
 */
function checkFile(prop: string, file: unknown, forbidden: RegExp): void {
  if (typeof file === 'string' && (Token.isUnresolved(file) || (ADDRESS.test(file) && !forbidden.test(file)))) return;
  throw new InputError(
    'bad-file',
    `\`${prop}\` must be an address without ${forbidden === SPACE ? 'spaces' : 'spaces and commas'}, such as s3://bucket/join.py or /home/hadoop/join.py, got ${typeof file === 'string' ? shown(file) : String(file)}`,
  );
}

function validate(props: SparkApplicationProps, deployMode: 'client' | 'cluster' | undefined): void {
  for (const prop of ['applicationArguments', 'pyFiles', 'jars'] as const) {
    if (props[prop] !== undefined && Token.isUnresolved(props[prop])) {
      throw new InputError(
        'unresolved',
        `\`${prop}\` must be a list known at synthesis; its items may be tokens, the list itself may not`,
      );
    }
  }
  for (const prop of ['pyFiles', 'jars'] as const) {
    for (const file of props[prop] ?? []) checkFile(prop, file, SPACE_OR_COMMA);
  }
  nonEmpty('mainClass', props.mainClass);
  const { application, mainClass } = props;
  if (application === '' || application.startsWith('-')) {
    throw new InputError(
      'bad-application',
      `\`application\` must be a file such as s3://bucket/join.py, got "${application}"; options belong in \`sparkConf\``,
    );
  }
  checkFile('application', application, SPACE);
  if (/\.jar$/i.test(application) && mainClass === undefined) {
    throw new InputError(
      'no-main-class',
      `\`mainClass\` is missing for ${application}; name it, as spark-submit does not read the manifest of a remote jar`,
    );
  }
  if (isSqlScript(application) && deployMode === 'cluster') {
    throw new InputError(
      'bad-application',
      `\`application\` must be a Python file or a jar in cluster mode, got ${application}; Spark SQL scripts need SparkDeployMode.CLIENT`,
    );
  }
  if (/\.(py|sql)$/i.test(application) && mainClass !== undefined) {
    throw new InputError(
      'bad-application',
      `\`mainClass\` is for jars, got ${mainClass} with ${application}; leave it out`,
    );
  }
  checkSparkKeys('sparkConf', props.sparkConf);
}
