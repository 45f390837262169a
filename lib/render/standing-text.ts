import { runbookFor } from '../remedy';
import { moment } from './moment';
import { wordsFor } from './page-words';
import { assumedLines } from './runs-with';
import {
  limitLines,
  nextRunLines,
  reasonsToShow,
  runLines,
  type StandingReport,
  sentLines,
  summaryOf,
  toDoLines,
  waitingLines,
} from './standing-words';
import { type TextStyle, tone, wrap } from './style';

/** Where a cluster stands, in sentences for whoever was paged. */
export function standingToText(report: StandingReport, style: TextStyle = {}): string {
  const reasons = reasonsToShow(report);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', tone(style, 'bold', title), ...lines.flatMap((line) => wrap(style, line, '  '))];
  return [
    ...wrap(style, tone(style, 'bold', summaryOf(report)), ''),
    ...reasons.flatMap((reason) => wrap(style, wordsFor(reason).happened, '')),
    ...section('Waits for', waitingLines(report)),
    ...section('Sent to EMR', sentLines(report)),
    ...section('Told and owed to people', owedLines(report)),
    ...section('What to do', [...toDoLines(report), ...reasons.map(runbookFor)]),
    ...section("For the job's next run", nextRunLines(report)),
    ...section('Runs that completed', runLines(report)),
    ...section('Limits and outcomes', limitLines(report)),
    ...section('Assumed', assumedLines(report.runsWith)),
  ].join('\n');
}

function owedLines({ standing }: StandingReport): string[] {
  if (standing === undefined) return [];
  const { pages, notices, paged } = standing;
  return [
    ...(paged.length === 0 ? [] : [`people were paged, and it still holds: ${paged.join(', ')}`]),
    ...pages.map(({ reason, at }) => `page ${reason}, not taken by the topic since ${moment(at)}`),
    ...(notices === 0 ? [] : [`${notices === 1 ? 'a notice' : `${notices} notices`} of what was found`]),
  ];
}
