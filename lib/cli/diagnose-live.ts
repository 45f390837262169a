import { loadBundle } from '../built-function';
import { type DecisionEntry, parseLogLine } from '../remedy';
import { figuresLine, type TextStyle, tone, wrap } from '../render';
import { parseClusterId } from './cluster-id';
import { type ExitCode, type Io, json } from './io';
import { textStyleFor } from './text-style';

interface LiveFlags {
  readonly region?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** What the remediator would find on a live cluster, by the function's own code; reads only. */
export async function diagnoseLive(clusterId: string, flags: LiveFlags, io: Io): Promise<ExitCode> {
  parseClusterId(clusterId);
  const unread: string[] = [];
  const examine = loadBundle().createExaminer({
    clock: io.now,
    environment: io.environment,
    region: flags.region,
    log: (line) => {
      const entry = parseLogLine(line);
      unread.push(entry?.kind === 'read-error' ? entry.what : 'a datum');
    },
  });
  const decision = await examine(clusterId);
  const style = textStyleFor(io);
  io.out(
    flags.json ? json({ schemaVersion: 1, unread, ...decision }) : `${liveText(clusterId, decision, unread, style)}\n`,
  );
  return flags.check && decision.finding !== undefined ? 1 : 0;
}

function liveText(clusterId: string, decision: DecisionEntry, unread: readonly string[], style: TextStyle): string {
  const indented = (text: string): string[] => wrap(style, text, '    ');
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? ['', tone(style, 'bold', title), ...lines] : [];
  // Somebody at a terminal asks what is wrong, not whether a stack may act; and a look without a stack has no mode and no owner.
  const gates = decision.refusals.filter(({ gate }) => gate !== 'mode' && gate !== 'not-opted-in');
  const changes = decision.nextRun?.changes ?? [];
  return [
    `${tone(style, 'bold', clusterId)}  ${decision.finding === undefined ? decision.reason : tone(style, 'red', decision.finding)}${decision.tier === undefined ? '' : ` (tier ${decision.tier})`}`,
    ...figuresLine(decision).flatMap(indented),
    ...decision.arithmetic.flatMap(indented),
    ...section(
      'What speaks against acting',
      gates.flatMap(({ gate, reason }) => indented(`${gate}: ${reason}`)),
    ),
    ...section('Could not be read', unread.flatMap(indented)),
    ...section(
      'Settings that would be changed',
      changes.map(({ key, from, to }) => `    ${key}: ${from ?? 'not set'} → ${to}`),
    ),
    ...(changes.length > 0 && decision.root !== undefined
      ? section('Commands that would be run (none was)', [
          `    aws emr cancel-steps --cluster-id ${clusterId} --step-ids ${decision.root}`,
          `    aws emr describe-step --cluster-id ${clusterId} --step-id ${decision.root}   # until CANCELLED`,
          `    aws emr add-steps --cluster-id ${clusterId} --steps file://step.json   # the same step with the settings above`,
        ])
      : []),
  ].join('\n');
}
