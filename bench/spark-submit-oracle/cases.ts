/**
 * Writes cases for SubmitOracle, one JSON object a line: `node --import tsx cases.ts COUNT SEED`.
 *
 * Options in every spelling and order, repeated and contradictory, and now and then one that Spark refuses. Values are ones that Spark
 * accepts, so that a refusal comes from the form of the command.
 */
const [count = 400, seed = 1] = process.argv.slice(2).map(Number);

let state = seed;
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const chance = (p: number): boolean => random() < p;

const memory = (): string => pick(['1g', '20g', '101053m', '512M', '4096', '6GB', '70368744177664b', '3t']);
const number = (): string => String(1 + Math.floor(random() * 9));
const flag = (): string => pick(['true', 'false']);
const KEYS: Record<string, () => string> = {
  'spark.executor.memory': memory,
  'spark.executor.memoryOverhead': memory,
  'spark.yarn.executor.memoryOverhead': memory,
  'spark.yarn.driver.memoryOverhead': memory,
  'spark.driver.memoryOverhead': memory,
  'spark.executor.cores': number,
  'spark.executor.instances': number,
  'spark.driver.memory': memory,
  'spark.driver.cores': number,
  'spark.dynamicAllocation.enabled': flag,
  'spark.dynamicAllocation.maxExecutors': number,
  'spark.sql.shuffle.partitions': number,
  'spark.memory.offHeap.enabled': flag,
  'spark.unsafe.offHeap': flag,
  'spark.memory.offHeap.size': memory,
  'spark.executor.pyspark.memory': memory,
  'spark.submit.deployMode': () => pick(['client', 'cluster', 'cluster', 'CLUSTER']),
  'spark.master': () => pick(['yarn', 'yarn', 'yarn', 'local[2]']),
  'spark.yarn.queue': () => pick(['default', 'etl']),
  'spark.yarn.tags': () => pick(['a', 'a,b', ' a , b', '']),
  'spark.emrautotune.allow': flag,
  'spark.app.name': () => pick(['x=y', 'a b', '--conf']),
  'spark.executor.extraJavaOptions': () => pick(['-Da=b', '-XX:+UseG1GC -Dx="1 2"', '']),
  'spark.driver.extraJavaOptions': () => pick(['-Da=b', '-Dc=d -De=f']),
  'hive.metastore.uris': () => 'thrift://h:1',
  ' spark.executor.memory': memory,
  'SPARK.executor.memory': memory,
};
const FLAGS: Record<string, () => string> = {
  '--executor-memory': memory,
  '--executor-cores': number,
  '--num-executors': number,
  '--driver-memory': memory,
  '--driver-cores': number,
  '--total-executor-cores': number,
  '--driver-java-options': () => pick(['-Da=b', '-Dz=1 -Dy=2']),
  '--driver-class-path': () => pick(['/opt/a.jar', '/opt/a.jar:/opt/b.jar']),
  '--deploy-mode': () => pick(['client', 'cluster', 'cluster', chance(0.2) ? 'Cluster' : 'client']),
  '--master': () => pick(['yarn', 'yarn', 'yarn', 'local']),
  '--queue': () => pick(['default', 'etl']),
  '--name': () => pick(['x', '--conf', 'a=b', '']),
  '--jars': () => 'local:/opt/a.jar,local:/opt/b.jar',
  '--class': () => pick(['com.x.Main', 'com.x.Main', 'com.x.Main', 'com.x.Main', 'org.apache.spark.repl.Main']),
};
const ODD = [
  ['--verbose'],
  ['-v'],
  ['--verbose=yes'],
  ['--supervise'],
  ['--conf', 'spark.executor.memory'],
  ['--conf='],
  ['-c=spark.executor.cores=3'],
  ['--executor-memory='],
  ['--executor-memory=4g\n'],
  ['--no-such-option'],
  ['--no-such-option=3'],
  ['-x'],
  ['--'],
  ['--help'],
  ['--version'],
  ['--status', 's'],
  ['--kill', 's'],
  ['--conf', '=x'],
  ['--conf', 'spark.yarn.queue==etl'],
];
const READ = Object.keys(KEYS).filter((key) => key.startsWith('spark.') && !/^spark\.(yarn\.\w+\.|unsafe)/.test(key));

function option(): string[] {
  if (chance(0.08)) return pick(ODD) as string[];
  if (chance(0.5)) {
    const key = pick(Object.keys(KEYS));
    const pair = `${key}=${KEYS[key]?.()}`;
    return pick([['--conf', pair], ['--conf', pair], ['-c', pair], [`--conf=${pair}`]]);
  }
  const name = pick(Object.keys(FLAGS));
  const value = FLAGS[name]?.() ?? '';
  return chance(0.3) ? [`${name}=${value}`] : [name, value];
}

for (let n = 0; n < count; n++) {
  const options = Array.from({ length: Math.floor(random() * 9) }, option).flat();
  const python = chance(0.4);
  const application = chance(0.05) ? [] : [python ? 'file:/tmp/job.py' : 'file:/tmp/job.jar'];
  const main = python ? [] : ['--class', 'com.x.Main'];
  const own =
    application.length === 0 || chance(0.5)
      ? []
      : pick([['in', 'out'], ['--conf', 'spark.executor.memory=1m'], ['-v', ''], ['--executor-cores']]);
  const defaults: Record<string, string> = { 'spark.master': 'yarn' };
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    const key = pick(READ.filter((one) => !/master|deployMode|tags|app.name|JavaOptions/.test(one)));
    const spelt = key.endsWith('memoryOverhead') && chance(0.5) ? 'spark.yarn.executor.memoryOverhead' : key;
    defaults[spelt] = KEYS[key]?.() ?? '';
  }
  if (chance(0.3)) defaults['spark.submit.deployMode'] = pick(['client', 'cluster']);
  process.stdout.write(
    `${JSON.stringify({ args: [...main, ...options, ...application, ...own], defaults, keys: [...READ, 'spark.yarn.isPython'] })}\n`,
  );
}
