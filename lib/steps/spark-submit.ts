/** One option of a spark-submit command line. */
export interface SubmitOption {
  /** Position of its first argument among all arguments; `spark-submit` itself has 0. */
  readonly index: number;
  /** Spark's long name: `--conf` for `-c`. */
  readonly name: string;
  /** The name as it was written. */
  readonly writtenName: string;
  /** Undefined for a switch. */
  readonly value?: string;
  /** Whether it was written as one argument, `--option=value`. */
  readonly isJoined: boolean;
  /** The one or two arguments it was written as. */
  readonly raw: readonly string[];
}

/** A spark-submit command, taken apart. `renderArguments` gives back what was parsed. */
export interface SparkSubmit {
  readonly options: readonly SubmitOption[];
  /** The jar or script: the first argument that is not an option. */
  readonly application: string;
  /** The arguments after the application, which Spark passes to it untouched. */
  readonly applicationArguments: readonly string[];
}

/** An option without its position, which depends on the options before it. */
export type UnplacedOption = Omit<SubmitOption, 'index'>;

/** The command with these options in place of its own, each with its new position. */
export function withOptions(submit: SparkSubmit, options: readonly UnplacedOption[]): SparkSubmit {
  let index = 1;
  const placed = options.map((option): SubmitOption => {
    const here = index;
    index += option.raw.length;
    return { ...option, index: here };
  });
  return { ...submit, options: placed };
}

/** The arguments of the step, `spark-submit` first. */
export function renderArguments(submit: SparkSubmit): string[] {
  return [
    'spark-submit',
    ...submit.options.flatMap((option) => option.raw),
    submit.application,
    ...submit.applicationArguments,
  ];
}

/** A setting given by `--conf`: key and value are what stands before and after the first `=`. */
export interface ConfPair {
  readonly key: string;
  readonly value: string;
}

/** The pair of a `--conf`; undefined for another option, or where Spark would refuse it because it has no `=`. */
export function findConfPair(option: UnplacedOption): ConfPair | undefined {
  if (option.name !== '--conf' || option.value === undefined) return undefined;
  const equals = option.value.indexOf('=');
  return equals < 0 ? undefined : { key: option.value.slice(0, equals), value: option.value.slice(equals + 1) };
}

/** A new `--conf`, written as two arguments. */
export function toConfOption(key: string, value: string): UnplacedOption {
  const pair = `${key}=${value}`;
  return { name: '--conf', writtenName: '--conf', value: pair, isJoined: false, raw: ['--conf', pair] };
}

/** The option with another value, written the same way. */
export function withValue<T extends UnplacedOption>(option: T, value: string): T {
  const { writtenName, isJoined } = option;
  return { ...option, value, raw: isJoined ? [`${writtenName}=${value}`] : [writtenName, value] };
}

/** The `--conf` with another value for its key. */
export function withConfValue<T extends UnplacedOption>(option: T, pair: ConfPair, value: string): T {
  return withValue(option, `${pair.key}=${value}`);
}
