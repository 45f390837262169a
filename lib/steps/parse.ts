import { findLongName, takesValue } from './options';
import { type SparkSubmit, type UnplacedOption, withOptions } from './spark-submit';

/** `--option=value`, as `SparkSubmitOptionParser` matches it: the value has at least one character and no line break. */
const JOINED = /^(--[^=]+)=([^\n\r\u0085\u2028\u2029]+)$/;

/** Applications that spark-submit treats in its own way (`SparkSubmitCommandBuilder`), arguments mixed with options. */
const SPECIAL_FIRST_ARGUMENTS: ReadonlySet<string> = new Set([
  'pyspark-shell-main',
  'sparkr-shell-main',
  'run-example',
]);

/** A spark-submit command taken apart, or the reason why it cannot be. */
export type ParsedArguments =
  | { readonly kind: 'spark-submit'; readonly submit: SparkSubmit }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Takes the arguments of spark-submit apart as Spark's launcher would; never throws.
 *
 * Whether the command may be judged or changed is another question: see `objectionsTo`.
 *
 * @param args the command's own name first, whatever its path
 */
export function parseSparkSubmit(args: readonly string[]): ParsedArguments {
  if (SPECIAL_FIRST_ARGUMENTS.has(args[1] ?? '')) return unknown('spark-submit runs a shell or an example');
  const options: UnplacedOption[] = [];
  let index = 1;
  for (; index < args.length; index++) {
    const argument = args[index] ?? '';
    const joined = JOINED.exec(argument);
    const writtenName = joined?.[1] ?? argument;
    const isJoined = joined !== null;
    const name = findLongName(writtenName);
    if (name === undefined) {
      if (!writtenName.startsWith('-')) break;
      return unknown(`argument ${index + 1} is an option that spark-submit does not have`);
    }
    if (!takesValue(name)) {
      options.push({ name, writtenName, isJoined, raw: [argument] });
      continue;
    }
    const value = joined?.[2] ?? args[index + 1];
    if (value === undefined) return unknown(`${name} has no value`);
    options.push({ name, writtenName, value, isJoined, raw: isJoined ? [argument] : [argument, value] });
    if (!isJoined) index += 1;
  }
  const application = args[index];
  if (application === undefined || application === '') return unknown('spark-submit has no application');
  const command = { options: [], application, applicationArguments: args.slice(index + 1) };
  return { kind: 'spark-submit', submit: withOptions(command, options) };
}

function unknown(reason: string): ParsedArguments {
  return { kind: 'unknown', reason };
}
