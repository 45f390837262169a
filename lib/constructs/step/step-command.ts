import { Token } from 'aws-cdk-lib';
import { InputError, shown } from '../../errors';
import { COMMAND_RUNNER } from '../../steps';

/** The jar with which EMR runs a script from S3, in a bucket of AWS in each region (release guide, commands and scripts). */
const SCRIPT_RUNNER = 'libs/script-runner/script-runner.jar';

/** What EMR runs as a step. */
export interface BoundCommand {
  readonly jar: string;
  readonly mainClass?: string;
  readonly args: string[];
  readonly properties?: { readonly [key: string]: string };
  /** The files that the nodes read to run it, without the data. */
  readonly files: readonly string[];
  /** The application that the cluster must have. */
  readonly application?: 'Hive' | 'Pig';
}

/** A jar that EMR runs with Hadoop. */
export interface HadoopJarOptions {
  /**
   * Arguments of the main class.
   *
   * @default - none
   */
  readonly args?: string[];

  /**
   * The main class.
   *
   * @default - that of the jar's manifest
   */
  readonly mainClass?: string;

  /**
   * Java properties that are set while the step runs.
   *
   * @default - none
   */
  readonly properties?: { [key: string]: string };
}

/** A MapReduce job whose mapper and reducer are programs that read and write lines. */
export interface StreamingOptions {
  /** The mapper: a command, or the name of one of `files`. */
  readonly mapper: string;

  /** The reducer: a command, the name of one of `files`, `aggregate` of Hadoop itself, or `NONE`. */
  readonly reducer: string;

  /** The folders to read. */
  readonly input: string[];

  /** The folder to write, which must not be there yet. */
  readonly output: string;

  /**
   * Files to copy to every node before, such as the scripts in S3.
   *
   * @default - none
   */
  readonly files?: string[];

  /**
   * Options of Hadoop itself, such as `-D mapreduce.job.reduces=4` in two parts.
   *
   * @default - none
   */
  readonly hadoopOptions?: string[];
}

/** What a step runs that is not a Spark job. The forms are those of the AWS command line and of EMR's release guide. */
export abstract class StepCommand {
  /**
   * A script of Hive. The cluster needs the application Hive.
   *
   * @param script its address, for example `s3://bucket/report.q`
   * @param args options of Hive, such as `-d DAY=2026-11-29` in two parts
   */
  public static hiveScript(script: string, args?: string[]): StepCommand {
    return scriptOf('Hive', script, args);
  }

  /**
   * A script of Pig. The cluster needs the application Pig.
   *
   * @param script its address, for example `s3://bucket/report.pig`
   * @param args options of Pig, such as `-p DAY=2026-11-29` in two parts
   */
  public static pigScript(script: string, args?: string[]): StepCommand {
    return scriptOf('Pig', script, args);
  }

  /**
   * A jar that EMR runs with Hadoop.
   *
   * @param jar its address, for example `s3://bucket/job.jar`
   */
  public static hadoopJar(jar: string, options: HadoopJarOptions = {}): StepCommand {
    const { mainClass, args, properties } = options;
    checkFile('jar', jar);
    if (jar === COMMAND_RUNNER) {
      throw new InputError('bad-command', `${COMMAND_RUNNER} runs commands; use StepCommand.command`);
    }
    const given = listOf('args', args);
    return new Command(() => ({ jar, mainClass, args: given, properties, files: [jar] }));
  }

  /**
   * A shell script in S3, which EMR runs on the primary node as the user hadoop.
   *
   * @param script its address, for example `s3://bucket/load.sh`
   */
  public static shellScript(script: string, args?: string[]): StepCommand {
    checkFile('script', script);
    const given = listOf('args', args);
    return new Command((region) => {
      const jar = `s3://${region}.elasticmapreduce/${SCRIPT_RUNNER}`;
      return { jar, args: [script, ...given], files: [jar, script] };
    });
  }

  /** A MapReduce job of Hadoop's streaming, whose mapper and reducer are programs that read and write lines. */
  public static streaming(options: StreamingOptions): StepCommand {
    const { mapper, reducer, output } = options;
    const files = listOf('files', options.files);
    const args = [
      'hadoop-streaming',
      ...listOf('hadoopOptions', options.hadoopOptions),
      ...(files.length === 0 ? [] : ['-files', files.join(',')]),
      ...['-mapper', mapper, '-reducer', reducer],
      ...listOf('input', options.input).flatMap((folder) => ['-input', folder]),
      ...['-output', output],
    ];
    return new Command(() => ({ jar: COMMAND_RUNNER, args, files }));
  }

  /**
   * A command on the primary node, such as `s3-dist-cp` and its arguments.
   *
   * @param args the command and its arguments; no shell reads them
   */
  public static command(args: string[]): StepCommand {
    const given = listOf('args', args);
    const [program] = given;
    if (program === undefined || program === '') {
      throw new InputError('bad-command', '`args` must begin with a command, got an empty list');
    }
    if (/(^|\/)spark-submit$/.test(program)) {
      throw new InputError(
        'bad-command',
        `a command must not be ${shown(program)}, as a Spark job needs the cluster's plan; use SparkStep or addSparkStep`,
      );
    }
    return new Command(() => ({ jar: COMMAND_RUNNER, args: given, files: [] }));
  }

  /**
   * The command as EMR takes it.
   *
   * @internal
   */
  public abstract _bind(region: string): BoundCommand;
}

class Command extends StepCommand {
  constructor(private readonly bind: (region: string) => BoundCommand) {
    super();
  }

  public override _bind(region: string): BoundCommand {
    return this.bind(region);
  }
}

function scriptOf(application: 'Hive' | 'Pig', script: string, args: string[] | undefined): StepCommand {
  checkFile('script', script);
  const name = application.toLowerCase();
  const given = listOf('args', args);
  return new Command(() => ({
    jar: COMMAND_RUNNER,
    args: [`${name}-script`, `--run-${name}-script`, '--args', '-f', script, ...given],
    files: [script],
    application,
  }));
}

function checkFile(name: string, file: string): void {
  if (file !== '' && !file.startsWith('-')) return;
  throw new InputError('bad-command', `\`${name}\` must be a file such as s3://bucket/key, got "${file}"`);
}

function listOf(name: string, list: string[] | undefined): string[] {
  if (Token.isUnresolved(list)) {
    throw new InputError(
      'unresolved',
      `\`${name}\` must be a list known at synthesis; its items may be tokens, the list itself may not`,
    );
  }
  return [...(list ?? [])];
}
