import { earlier, type Outcome, type Situation } from '../run-guard';

/** What the guard meets, and what it has to do. */
export interface Case extends Situation {
  readonly name: string;
  /** Its exit code; 17 is that of spark-submit here. */
  readonly code: 0 | 17 | 74 | 75;
  /** Applications that it asks to end, in order. */
  readonly kills?: readonly string[];
  /** What it says on stderr. */
  readonly says?: RegExp;
}

export const ID = 'application_1_2';
export const OWN_TAG = 'emr-autotune-s-root-1';
export const SUBMITTED = `23/11/14 22:13:40 INFO Client: Submitting application ${ID} to ResourceManager\n`;
export const REPORT = `23/11/14 22:13:41 INFO YarnClientImpl: Submitted application ${ID}\n23/11/14 22:13:42 INFO Client: Application report for ${ID} (state: ACCEPTED)\n`;
export const log = (text: string | Buffer, name = 'stderr') => ({ logs: { [`s-ROOT/${name}`]: text } });
export const known = [earlier({ app: ID })];
export const marked = [earlier({ step: 's-A', tag: OWN_TAG })];
export const refused = { code: 75, kills: [] } as const;

/** What a run of a case did; compare with `expectedOf`. */
export function seen({ code, submitted, requests, stdout }: Outcome) {
  const kills = requests.flatMap((one) => /^PUT apps\/(\w+)\/state/.exec(one)?.[1] ?? []);
  return { code, kills: [...new Set(kills)], runs: submitted !== undefined, stdout };
}

export function expectedOf({ code, kills = [ID] }: Case): ReturnType<typeof seen> {
  return { code, kills: [...kills], runs: code === 17, stdout: '' };
}
