import { editDistance } from '../close-words';

/**
 * The options of spark-submit, as Spark itself lists them (`SparkSubmitOptionParser.java` from 2.4 to 4.x, all versions together).
 *
 * An option that one version lacks makes that version refuse the command; a step that runs has none of those.
 */

/** Options with a value, and the Spark setting each stands for on YARN, where there is one. */
const WITH_VALUE: Readonly<Record<string, string | undefined>> = {
  '--archives': undefined,
  '--class': undefined,
  '--conf': undefined,
  '--deploy-mode': 'spark.submit.deployMode',
  '--driver-class-path': 'spark.driver.extraClassPath',
  '--driver-cores': 'spark.driver.cores',
  '--driver-default-class-path': undefined,
  '--driver-java-options': 'spark.driver.extraJavaOptions',
  '--driver-library-path': 'spark.driver.extraLibraryPath',
  '--driver-memory': 'spark.driver.memory',
  '--exclude-packages': 'spark.jars.excludes',
  '--executor-cores': 'spark.executor.cores',
  '--executor-memory': 'spark.executor.memory',
  '--files': undefined,
  '--jars': undefined,
  '--keytab': 'spark.kerberos.keytab',
  '--kill': undefined,
  '--kubernetes-master': undefined,
  '--kubernetes-namespace': undefined,
  '--master': 'spark.master',
  '--name': 'spark.app.name',
  '--num-executors': 'spark.executor.instances',
  '--packages': 'spark.jars.packages',
  '--principal': 'spark.kerberos.principal',
  '--properties-file': undefined,
  '--proxy-user': undefined,
  '--py-files': undefined,
  '--queue': 'spark.yarn.queue',
  '--remote': 'spark.remote',
  '--repositories': 'spark.jars.repositories',
  '--status': undefined,
  // Standalone only: on YARN Spark drops it.
  '--total-executor-cores': undefined,
  '--upload-driver-extra-classpath': undefined,
  '--upload-jars': undefined,
};

/** Options without a value. */
const SWITCHES: ReadonlySet<string> = new Set([
  '--help',
  '--load-spark-defaults',
  '--supervise',
  '--usage-error',
  '--verbose',
  '--version',
]);

const ALIASES: Readonly<Record<string, string>> = { '-c': '--conf', '-h': '--help', '-v': '--verbose' };

/**
 * Flags that Spark's launcher turns into `--conf` before spark-submit reads them (`SparkSubmitCommandBuilder.OptionParser.handle`):
 * between such a flag and a `--conf` of the same key the later one wins.
 */
const FOLDED_INTO_CONF: ReadonlySet<string> = new Set([
  '--driver-class-path',
  '--driver-java-options',
  '--driver-library-path',
  '--driver-memory',
]);

/** The long name of an option as it may be written; undefined where spark-submit does not have it. */
export function findLongName(written: string): string | undefined {
  const name = Object.hasOwn(ALIASES, written) ? ALIASES[written] : written;
  return name !== undefined && (SWITCHES.has(name) || Object.hasOwn(WITH_VALUE, name)) ? name : undefined;
}

/** Whether an option, by its long name, takes a value. */
export function takesValue(name: string): boolean {
  return Object.hasOwn(WITH_VALUE, name);
}

/** The setting that a flag stands for; undefined for `--conf` and for flags without one. */
export function findSettingFor(name: string): string | undefined {
  return Object.hasOwn(WITH_VALUE, name) ? WITH_VALUE[name] : undefined;
}

/** Whether a flag counts as a `--conf` of its setting, so that the later of the two wins. */
export function isFoldedIntoConf(name: string): boolean {
  return FOLDED_INTO_CONF.has(name);
}

/** Typing errors at which a flag is still taken for a known one. */
const MAX_FLAG_ERRORS = 2;

/** The one known flag that somebody meant who wrote this unknown one; undefined where none, or more than one, is close. */
export function closestFlag(written: string): string | undefined {
  const body = written.replace(/^-+/, '').replaceAll('_', '-').toLowerCase();
  if (body.length < MIN_FLAG_LENGTH) return undefined;
  const names = [...Object.keys(WITH_VALUE), ...SWITCHES];
  const ranked = names
    .map((name) => ({ name, distance: flagDistance(body, name.slice(2)) }))
    .filter(({ distance }) => distance <= MAX_FLAG_ERRORS)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  return first === undefined || second?.distance === first.distance ? undefined : first.name;
}

/** A shorter word is close to too many. */
const MIN_FLAG_LENGTH = 4;

/** Typing errors between them; a flag that was cut short counts as one error. */
function flagDistance(body: string, name: string): number {
  const errors = Math.min(MAX_FLAG_ERRORS, Math.floor(body.length / 4));
  const isCut = body.length >= 6 && name.startsWith(body) && name !== body;
  const isNear = Math.abs(body.length - name.length) <= errors;
  const distance = isNear ? editDistance(body, name, errors) : MAX_FLAG_ERRORS + 1;
  const within = distance <= errors ? distance : MAX_FLAG_ERRORS + 1;
  return isCut ? Math.min(1, within) : within;
}
