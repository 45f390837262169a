/** How a program of Spark takes its arguments. */
export interface SparkProgram {
  readonly name: string;
  /** What spark-submit runs for it; undefined for spark-submit itself, which names its application. */
  readonly application?: string;
}

/** The programs that start Spark with options of spark-submit; distributions put a version into the name. */
const PROGRAM = /(?:^|\/)(?:(spark)\d?-(submit|shell|sql)|(pyspark)\d?)(?:\.sh|\.cmd)?$/;

/** Spark's own names for what its shells run; a Python name, so that PySpark's memory counts. */
const APPLICATIONS: Readonly<Record<string, string>> = {
  'spark-shell': 'spark-shell',
  'spark-sql': 'spark-sql',
  pyspark: 'pyspark-shell.py',
};

/** The program that a command's first word names, whatever its path; undefined for anything else. */
export function findSparkProgram(command: string): SparkProgram | undefined {
  const match = PROGRAM.exec(command);
  if (match === null) return undefined;
  const name = match[3] ?? `spark-${match[2]}`;
  return { name, ...(APPLICATIONS[name] === undefined ? {} : { application: APPLICATIONS[name] }) };
}
