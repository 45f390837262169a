import { type FindingNotice, type OwedPage, runbookFor } from '../remedy';
import { noticeToText } from './notice-text';
import { wordsFor } from './page-words';

/** A page or a notice on its way to people. */
export interface PageOf {
  readonly remediatorId: string;
  readonly clusterId: string;
  readonly page: OwedPage;
}

/** What people and programs receive of it. */
export interface Message {
  /** ASCII, at most 100 characters: SNS takes no more. */
  readonly subject: string;
  readonly text: string;
  /** The same for programs. */
  readonly json: PageJson;
}

/** A page for programs; `finding` where it is a notice. Times in ISO 8601, but for those of the finding, which are epoch ms. */
interface PageJson {
  readonly kind: 'page' | 'finding';
  readonly remediatorId: string;
  readonly clusterId: string;
  readonly stepId?: string;
  readonly reason: string;
  readonly since: string;
  readonly finding?: FindingNotice;
}

const MAX_SUBJECT = 100;

/** A page in words; ids, figures and reasons, never a name, a tag or an argument value. */
export function toMessage({ remediatorId, clusterId, page }: PageOf): Message {
  const { reason, root: stepId, at, finding } = page;
  const since = new Date(at).toISOString();
  const text = finding === undefined ? pageToText({ clusterId, page }) : noticeToText({ clusterId, notice: finding });
  return {
    subject: subjectFor(clusterId, page)
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, MAX_SUBJECT),
    text: `${text}\n\nRemediator ${remediatorId}, ${since}. What this means and what to do: ${runbookFor(reason)}`,
    json: { kind: finding === undefined ? 'page' : 'finding', remediatorId, clusterId, stepId, reason, since, finding },
  };
}

function subjectFor(clusterId: string, { reason, root, finding }: OwedPage): string {
  if (finding === undefined) return `emr-autotune: ${reason} on ${clusterId}`;
  return `emr-autotune: ${finding.finding} in step ${root} on ${clusterId}`;
}

function pageToText({ clusterId, page: { reason, root } }: Pick<PageOf, 'clusterId' | 'page'>): string {
  const { happened, toDo } = wordsFor(reason);
  const commands = [
    ...(root === undefined ? [] : [`aws emr describe-step --cluster-id ${clusterId} --step-id ${root}`]),
    `aws emr list-steps --cluster-id ${clusterId}`,
    `emr-autotune explain ${clusterId} --table <ledger>`,
    ...(reason.startsWith('held:')
      ? [`emr-autotune release ${clusterId} --table <ledger>, once the step has been dealt with`]
      : []),
  ];
  return [
    `A person has to look at ${root === undefined ? '' : `step ${root} on `}cluster ${clusterId}: ${reason}.`,
    ['What happened', `  ${happened}`].join('\n'),
    ['What to do', `  ${toDo}`, ...commands.map((command) => `  ${command}`)].join('\n'),
  ].join('\n\n');
}
