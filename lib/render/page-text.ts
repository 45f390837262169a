import { type FindingNotice, type OwedPage, RUNBOOK_URL, runbookFor, type StepNews } from '../remedy';
import { noticeToText } from './notice-text';
import { wordsFor } from './page-words';

/** A page, a notice or news of a step on its way to people and programs. */
export interface PageOf {
  readonly remediatorId: string;
  readonly clusterId: string;
  readonly page: OwedPage | StepNews;
}

/** What people and programs receive of it. */
export interface Message {
  /** ASCII, at most 100 characters: SNS takes no more. */
  readonly subject: string;
  readonly text: string;
  /** The same for programs. */
  readonly json: PageJson;
}

/**
 * A page for programs; `finding` where it is a notice, `newStepId` and `outcome` where it is news of a step. Times in ISO 8601, but for those of
 * the finding, which are epoch ms.
 */
interface PageJson {
  readonly kind: 'page' | 'finding' | 'step';
  readonly remediatorId: string;
  readonly clusterId: string;
  readonly stepId?: string;
  readonly reason: string;
  readonly since: string;
  readonly finding?: FindingNotice;
  readonly newStepId?: string;
  readonly outcome?: string;
}

const MAX_SUBJECT = 100;

/** A page or news in words; ids, figures and reasons, never a name, a tag or an argument value. */
export function toMessage({ remediatorId, clusterId, page }: PageOf): Message {
  const { subject, text, json, about } = 'kind' in page ? newsOf(clusterId, page) : pageOf(clusterId, page);
  const since = new Date(page.at).toISOString();
  return {
    subject: subject.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SUBJECT),
    text: `${text}\n\nRemediator ${remediatorId}, ${since}. What this means and what to do: ${about}`,
    json: { ...json, remediatorId, clusterId, stepId: page.root, since },
  };
}

interface Words {
  readonly subject: string;
  readonly text: string;
  readonly json: Pick<PageJson, 'kind' | 'reason' | 'finding' | 'newStepId' | 'outcome'>;
  /** Where people read more. */
  readonly about: string;
}

function pageOf(clusterId: string, page: OwedPage): Words {
  const { reason, finding } = page;
  const text = finding === undefined ? pageToText({ clusterId, page }) : noticeToText({ clusterId, notice: finding });
  const kind = finding === undefined ? 'page' : 'finding';
  return { subject: subjectFor(clusterId, page), text, json: { kind, reason, finding }, about: runbookFor(reason) };
}

/** For whoever submitted the step, and waits for it. */
function newsOf(clusterId: string, { kind, root, newStepId, outcome }: StepNews): Words {
  const step = `step ${root} on cluster ${clusterId}`;
  const text = {
    cancelled: `The remediator has cancelled ${step}, and is about to submit it again with other settings.`,
    resubmitted: `In place of ${step} step ${newStepId} runs from now on.`,
    closed: `The remediator is done with ${step}: ${outcome}.${newStepId === undefined ? '' : ` It was submitted again as step ${newStepId}.`}`,
  }[kind];
  return {
    subject: `emr-autotune: step ${root} on ${clusterId}: ${kind}`,
    text: [text, `  aws emr describe-step --cluster-id ${clusterId} --step-id ${newStepId ?? root}`].join('\n\n'),
    json: { kind: 'step', reason: kind, newStepId, outcome },
    about: RUNBOOK_URL,
  };
}

function subjectFor(clusterId: string, { reason, root, finding }: OwedPage): string {
  if (finding === undefined) return `emr-autotune: ${reason} on ${clusterId}`;
  return `emr-autotune: ${finding.finding} in step ${root} on ${clusterId}`;
}

function pageToText({
  clusterId,
  page: { reason, root },
}: {
  readonly clusterId: string;
  readonly page: OwedPage;
}): string {
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
