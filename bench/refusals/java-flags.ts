import { execFileSync, spawnSync } from 'node:child_process';

/** A flag of HotSpot, as a version of Java knows it. */
interface Flag {
  /** `+` a switch, `?` either. */
  readonly form: '' | '+' | '?';
  /** `~` experimental, `!` diagnostic: each needs an option that unlocks it. */
  readonly lock: '' | '~' | '!';
}

/** Flags that only a JVM for ARM has; on the x86 machine of the recording they are unknown. */
const ON_ARM = [
  'AvoidUnalignedAccesses',
  'BlockZeroingLowLimit',
  'UseBlockZeroing',
  'UseLSE',
  'UseNeon',
  'UseSIMDForMemoryOps',
  'UseSVE',
];

/** Every flag that this Java takes, those that it ignores with a warning included. */
export function flagsOf(java: string, candidates: readonly string[]): Map<string, Flag> {
  const printed = execFileSync(
    java,
    ['-XX:+UnlockExperimentalVMOptions', '-XX:+UnlockDiagnosticVMOptions', '-XX:+PrintFlagsFinal', '-version'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 24 },
  );
  const flags = new Map<string, Flag>(ON_ARM.map((name) => [name, { form: '+', lock: '' }]));
  for (const [, type, name = '', attributes = ''] of printed.matchAll(
    /^ *(\S+) +(\S+) += .*?\{([^}]*)\} \{[^}]*\}$/gm,
  )) {
    const lock = attributes.includes('experimental') ? '~' : attributes.includes('diagnostic') ? '!' : '';
    flags.set(name, { form: type === 'bool' ? '+' : '', lock });
  }
  const starts = (option: string): boolean => spawnSync(java, [option, '-version']).status === 0;
  for (const name of candidates.filter((one) => !flags.has(one))) {
    const forms = [starts(`-XX:+${name}`), starts(`-XX:${name}=1`)];
    // What it ignores with a warning it takes in any form.
    if (forms.includes(true))
      flags.set(name, { form: forms.includes(false) && forms[0] ? '+' : forms[0] ? '?' : '', lock: '' });
  }
  return flags;
}

/** One line a flag: lock, name, form, and the one version that has it where the other has not. */
export function tableOf(eleven: ReadonlyMap<string, Flag>, seventeen: ReadonlyMap<string, Flag>): string {
  const names = [...new Set([...eleven.keys(), ...seventeen.keys()])].sort();
  const lines = names.flatMap((name) => {
    const [old, now] = [eleven.get(name), seventeen.get(name)];
    const line = ({ form, lock }: Flag, only: string): string => `${lock}${name}${form}${only}`;
    if (old !== undefined && now !== undefined && line(old, '') === line(now, '')) return [line(now, '')];
    return [...(old === undefined ? [] : [line(old, ' 11')]), ...(now === undefined ? [] : [line(now, ' 17')])];
  });
  return `/** Flags that HotSpot of Java 11 and 17 takes: see bench/refusals. Generated; do not edit. */\nexport const JAVA_FLAG_LINES = \`\n${lines.join('\n')}\n\`;\n`;
}
