import { call } from './support';

/** What `lint --json` said of files, and how it ended. */
export interface LintAnswer {
  readonly code: number;
  readonly err: string;
  readonly ids: readonly string[];
  readonly findings: readonly {
    id: string;
    where: string;
    line?: number;
    file?: string;
    instead: string;
    key?: string;
    release?: string;
  }[];
  readonly unread: readonly { where: string; reason: string; line?: number }[];
  readonly passedOver: readonly { file?: string; line?: number; where: string; reason: string }[];
  readonly release: string;
}

/** Lints files that are given by their content; the only ones that there are. */
export async function lint(args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<LintAnswer> {
  const { code, out, err } = await call(['lint', '--json', ...args], {
    readFile: (path) => {
      const content = files[path];
      if (content === undefined) throw new Error(`there is no ${path}`);
      return content;
    },
  });
  const report = out === '' ? { findings: [], unread: [], passedOver: [], release: '' } : JSON.parse(out);
  return { code, err, ids: report.findings.map(({ id }: { id: string }) => id), ...report };
}

/** Lints one file, of this text or of this data as JSON. */
export const lintFile = (name: string, content: unknown): Promise<LintAnswer> =>
  lint([name], { [name]: typeof content === 'string' ? content : JSON.stringify(content, undefined, 2) });

/** Options of which a flag overrides one setting: one finding, and no other. */
export const ARGUMENTS =
  '--executor-memory 20g --conf spark.executor.memoryOverhead=4g --conf spark.executor.memory=16g job.py';
export const COMMAND = `spark-submit ${ARGUMENTS}`;
export const WORDS = COMMAND.split(' ');
