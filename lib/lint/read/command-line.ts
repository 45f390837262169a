/** A line that begins with a command of Spark or of EMR, and what follows it. */
const SPARK = /^\s*(?:[$%#!] ?)?(?:\S*\/)?(?:spark\d?-(?:submit|shell|sql)|pyspark\d?)(?:\.sh)?(?:\s+|$)(.*)$/;
const AWS = /^\s*(?:[$%#!] ?)?(?:\S*\/)?aws\s(?:.*\s)?emr(?:-\w+)?\s+[a-z][a-z-]+(?:\s+|$)(.*)$/;

/** An option, a variable, a line that goes on, or a path or file that may be an application. */
const OPTION_OR_APPLICATION =
  /^(?:["']?(?:[-\u2010-\u2015\u2212]|\$|\{\{)|\\\s*$|["']?[^\s"']*(?:[/\\][^\s"']+|\.(?:jar|py|R|zip|egg))(?:["'\s]|$))/i;
const OPTION = /^(?:["']?-|\$|\\\s*$)/;

/** Whether a line of text is a command, rather than a sentence that begins with its name. */
export function isCommandLine(line: string): boolean {
  const spark = SPARK.exec(line)?.[1];
  if (spark !== undefined) return OPTION_OR_APPLICATION.test(spark);
  const aws = AWS.exec(line)?.[1];
  return aws !== undefined && OPTION.test(aws);
}

/** Whether a line begins with the name of a command, which it may be about. */
export function namesCommand(line: string): boolean {
  return (SPARK.exec(line)?.[1] ?? AWS.exec(line)?.[1] ?? '') !== '';
}

/** Whether a text is options of spark-submit alone, as `PYSPARK_SUBMIT_ARGS` holds them. */
export function isOptions(text: string): boolean {
  return /^\s*--(?:conf[\s=]+["']?spark\.|(?:executor-(?:memory|cores)|num-executors|driver-memory|deploy-mode)[\s=]+\S)/.test(
    text,
  );
}

/** Why such a line is not judged. */
export const NOT_A_COMMAND =
  'a line begins with a command of Spark or EMR, and neither an option nor an application follows';
