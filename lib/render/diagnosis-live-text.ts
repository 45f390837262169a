import { figuresLine } from './decision-text';
import type { LiveLook } from './diagnosis-report';
import { type TextStyle, tone, wrap } from './style';

/** The cluster, what is found there, and what was measured. */
export function liveHeading(style: TextStyle, { decision }: LiveLook): string[] {
  const { clusterId, root, finding, reason, tier, elapsedMinutes } = decision;
  const step =
    root === undefined ? '' : `  ${root}${elapsedMinutes === undefined ? '' : `, ${elapsedMinutes.toFixed(0)} min`}`;
  const found = finding === undefined ? reason : tone(style, 'red', finding);
  return [
    `${tone(style, 'bold', clusterId)}${step}  ${found}${tier === undefined ? '' : ` (tier ${tier})`}`,
    ...figuresLine(decision).flatMap((line) => wrap(style, line, '  ')),
  ];
}

/** What speaks against ending the run, and what could not be read. */
export function liveBlocks(style: TextStyle, { refusals, unread }: LiveLook): string[][] {
  const list = (title: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : [tone(style, 'bold', title), ...sentences.flatMap((one) => wrap(style, one, '  '))];
  return [
    list(
      'What speaks against ending this run',
      refusals.map(({ gate, reason }) => `${gate}: ${reason}`),
    ),
    list('Could not be read', unread),
  ];
}

/** The way to the settings of the cure, and its commands. */
export function restartLines(style: TextStyle, { restart }: LiveLook): string[] {
  if (restart.kind === 'none') return [];
  const title = restart.kind === 'next-run' ? 'For the next run' : 'Commands that would be run (none was)';
  return [
    tone(style, 'bold', title),
    ...wrap(style, restart.reason, '  '),
    ...restart.commands.map((one) => `  ${one}`),
  ];
}
