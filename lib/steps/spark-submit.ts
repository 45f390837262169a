/** One option of a spark-submit command line. */
export interface SubmitOption {
  /** Spark's long name: `--conf` for `-c`. */
  readonly name: string;
  /** Undefined for a switch. */
  readonly value?: string;
  /** The one or two arguments it was written as. */
  readonly raw: readonly string[];
}

/** A spark-submit command, taken apart. `renderArguments` gives back what was read. */
export interface SparkSubmit {
  readonly options: readonly SubmitOption[];
  /** The jar or script: the first argument that is not an option. */
  readonly application: string;
  /** Everything behind it, which Spark hands to the application untouched. */
  readonly applicationArguments: readonly string[];
}

/** A step's shape: a spark-submit that is understood, or anything else and why it must be left alone. */
export type StepShape =
  | { readonly kind: 'spark-submit'; readonly submit: SparkSubmit }
  | { readonly kind: 'unknown'; readonly why: string };

/** The arguments of the step, `spark-submit` first. */
export function renderArguments(submit: SparkSubmit): string[] {
  return [
    'spark-submit',
    ...submit.options.flatMap((option) => option.raw),
    submit.application,
    ...submit.applicationArguments,
  ];
}

/** A setting given by `--conf`: what stands before the first `=` and what stands behind it. */
export interface ConfPair {
  readonly key: string;
  readonly value: string;
}

/** The pair of a `--conf`; undefined for another option, or where Spark would refuse it for want of an `=`. */
export function confPair(option: SubmitOption): ConfPair | undefined {
  if (option.name !== '--conf' || option.value === undefined) return undefined;
  const at = option.value.indexOf('=');
  return at < 0 ? undefined : { key: option.value.slice(0, at), value: option.value.slice(at + 1) };
}

/** A new `--conf`, written as two arguments. */
export function confOption(key: string, value: string): SubmitOption {
  return { name: '--conf', value: `${key}=${value}`, raw: ['--conf', `${key}=${value}`] };
}

/** The option with another value, in the form it was written in; itself where nothing changes. */
export function withValue(option: SubmitOption, value: string): SubmitOption {
  if (option.value === value) return option;
  const [head = option.name] = option.raw;
  const raw = option.raw.length > 1 ? [head, value] : [`${head.slice(0, head.indexOf('='))}=${value}`];
  return { name: option.name, value, raw };
}

/** The `--conf` with another value behind its key; itself where nothing changes. */
export function withConfValue(option: SubmitOption, pair: ConfPair, value: string): SubmitOption {
  return withValue(option, `${pair.key}=${value}`);
}
