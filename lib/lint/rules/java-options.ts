import { javaOptionWords, type RefusedOption, refusedJavaOptions } from '../../spark';
import { isAtLeast, type LintFacts, placed, settingsInLayers } from '../facts';
import type { LintEdit, PlacedFinding, WrittenSetting } from '../types';

/** Settings that hold options of the executors' JVMs, and those of the driver's or of the application master. */
const OF_EXECUTORS: ReadonlySet<string> = new Set([
  'spark.executor.extraJavaOptions',
  'spark.executor.defaultJavaOptions',
]);
const OF_DRIVER: ReadonlySet<string> = new Set(['spark.driver.extraJavaOptions', 'spark.driver.defaultJavaOptions']);
const OF_MASTER = 'spark.yarn.am.extraJavaOptions';

/** Options with which Spark or Java do not start. */
export function javaOptions(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts)
    .filter(({ key }) => OF_EXECUTORS.has(key) || OF_DRIVER.has(key) || key === OF_MASTER)
    .flatMap((setting) => [...sparksOwn(setting), ...refusedByJava(setting, facts)]);
}

/** `SparkConf.validateSettings`, the launcher's `checkJavaOptions` and YARN's `Client`: heap and Spark settings have keys of their own. */
function sparksOwn({ key, value, ...place }: WrittenSetting): PlacedFinding[] {
  const words = javaOptionWords(value);
  const heaps = words.filter((word) => word.includes('-Xmx'));
  const settings = OF_DRIVER.has(key) ? [] : words.filter((word) => word.includes('-Dspark'));
  const memory = OF_EXECUTORS.has(key)
    ? 'spark.executor.memory'
    : OF_DRIVER.has(key)
      ? 'spark.driver.memory'
      : 'spark.yarn.am.memory';
  const findings: PlacedFinding[] = [];
  if (heaps.length > 0) {
    findings.push({
      id: 'heap-in-java-options',
      severity: 'error',
      key,
      ...placed(place),
      message: `${heaps.map(heapShown).join(' ')} sets the heap, which Spark allows by ${memory} only; it refuses to start`,
      instead: `leave it out, and set ${memory}`,
      fix: heaps.map((word): LintEdit => ({ edit: 'drop-word', key, word: heapShown(word) })),
    });
  }
  if (settings.length > 0) {
    findings.push({
      id: 'heap-in-java-options',
      severity: 'error',
      key,
      ...placed(place),
      message: `${settings.map(withoutValue).join(' ')} sets what Spark takes by --conf only; it refuses to start`,
      instead: 'leave it out, and write --conf with the same key and value',
      fix: settings.map((word): LintEdit => ({ edit: 'drop-word', key, word: withoutValue(word) })),
    });
  }
  return findings;
}

const withoutValue = (word: string): string => word.replace(/=.*$/s, '');
/** A heap's size is no secret, whatever else stands in the word. */
const heapShown = (word: string): string => (/^-Xmx\d+[kmgtKMGT]?$/.test(word) ? word : withoutValue(word));

function refusedByJava({ key, value, ...place }: WrittenSetting, facts: LintFacts): PlacedFinding[] {
  const version = javaVersionFor(key, facts);
  // A placeholder may stand for any option.
  if (version === undefined || value.includes('$')) return [];
  const words = javaOptionWords(value);
  const all = refusedJavaOptions(words, version);
  const isLenient = words.includes('-XX:+IgnoreUnrecognizedVMOptions');
  const refused = isLenient ? all.filter(({ reason }) => reason !== 'unknown') : all;
  if (refused.length === 0) return [];
  const isDropped = isAtLeast(facts, 3, 3) && refused.every(({ reason }) => reason === 'unknown');
  const found = refused.map(({ option }) => option).join(' ');
  return [
    {
      id: 'java-option-refused',
      severity: 'error',
      key,
      ...placed(place),
      message: `Java ${version} of ${version === facts.release.javaVersion ? facts.release.label : 'JAVA_HOME'} ${reasonFor(refused)} ${found}${isDropped ? ', and starts only because Spark adds -XX:+IgnoreUnrecognizedVMOptions, which drops it: it has no effect' : '; the JVM does not start'}`,
      instead: adviceFor(refused),
      fix: refused.map(({ option }): LintEdit => ({ edit: 'drop-word', key, word: option })),
    },
  ];
}

function reasonFor(refused: readonly RefusedOption[]): string {
  const reasons = new Set(refused.map(({ reason }) => reason));
  if (reasons.size > 1 || reasons.has('unknown')) return 'refuses';
  if (reasons.has('locked')) return `refuses without ${refused[0]?.unlock ?? 'the option that unlocks it'}:`;
  return reasons.has('form')
    ? 'takes neither with nor without its sign, as written,'
    : 'takes one collector only, and refuses';
}

/** What took the place of options that guides for Java 8 name. */
function adviceFor(refused: readonly RefusedOption[]): string {
  const names = refused.map(({ option }) => option).join(' ');
  const unlock = refused.find(({ reason }) => reason === 'locked')?.unlock;
  const advice = [
    ...(/CMS|ConcMarkSweep|ParNew/.test(names) ? ['-XX:+UseG1GC in place of CMS'] : []),
    ...(/Print(GC|Heap|Tenuring|Adaptive|Reference)|GCLog|LogFile/.test(names)
      ? ['-Xlog:gc*:stdout:time in place of the Print options']
      : []),
    ...(unlock === undefined ? [] : [`${unlock} before it`]),
    ...(/Xlog|add-(opens|exports|modules)/.test(names)
      ? ['-XX:+PrintGCDetails for logs of Java 8, no module options']
      : []),
    ...(/PermSize/.test(names) ? ['-XX:MaxMetaspaceSize in place of MaxPermSize'] : []),
  ];
  return advice.length === 0 ? 'leave it out' : `leave it out; write ${advice.join(', ')}`;
}

/** The release's Java, or the one that JAVA_HOME of the same processes names; undefined where that cannot be told. */
function javaVersionFor(key: string, { settings, blocks, release }: LintFacts): number | undefined {
  const home = OF_EXECUTORS.has(key)
    ? settings.get('spark.executorEnv.JAVA_HOME')
    : settings.get('spark.yarn.appMasterEnv.JAVA_HOME');
  const exported = blocks.findLast(
    ({ classification, properties }) => classification === 'export' && properties.has('JAVA_HOME'),
  );
  const path = home ?? exported?.properties.get('JAVA_HOME');
  if (path === undefined) return release.javaVersion;
  const version = /(?:java|jdk|jre|corretto)-?(?:1\.)?(\d+)/.exec(String(path))?.[1];
  return version === undefined ? undefined : Number(version);
}
