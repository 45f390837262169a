import { loadBundle } from '../built-function';
import { InputError } from '../errors';
import { type TextStyle, tone, wrap } from '../render';
import { type DecisionLine, figuresLine } from './decision-text';
import { type ExitCode, type Io, json } from './io';
import { textStyleFor } from './text-style';

interface LiveFlags {
  readonly region?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

const CLUSTER_ID = /^j-[A-Z0-9]+$/;

/** What the remediator would find on a live cluster, by the function's own code; reads only. */
export async function diagnoseLive(clusterId: string, flags: LiveFlags, io: Io): Promise<ExitCode> {
  if (!CLUSTER_ID.test(clusterId)) {
    throw new InputError(
      'bad-cluster-id',
      `--cluster takes the id of a cluster, such as j-2AXXXXXXGAPLF, got "${clusterId}"`,
    );
  }
  const unread: string[] = [];
  const examine = loadBundle().createExaminer({
    clock: io.now,
    environment: io.environment,
    region: flags.region,
    log: (line) => unread.push((JSON.parse(line) as { what?: string }).what ?? 'a datum'),
  });
  const line = (await examine(clusterId)) as DecisionLine;
  const style = textStyleFor(io);
  io.out(
    flags.json
      ? json({ schemaVersion: 1, clusterId, unread, ...line })
      : `${liveText(clusterId, line, unread, style)}\n`,
  );
  return flags.check && line.finding !== undefined ? 1 : 0;
}

function liveText(clusterId: string, line: DecisionLine, unread: readonly string[], style: TextStyle): string {
  const indented = (text: string): string[] => wrap(style, text, '    ');
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? ['', tone(style, 'bold', title), ...lines] : [];
  // Somebody at a terminal asks what is wrong, not whether a stack may act; and a look without a stack has no mode and no owner.
  const gates = (line.refusals ?? []).filter(({ gate }) => gate !== 'mode' && gate !== 'not-opted-in');
  const changes = line.nextRun?.changes ?? [];
  return [
    `${tone(style, 'bold', clusterId)}  ${line.finding === undefined ? line.reason : tone(style, 'red', line.finding)}${line.tier === undefined ? '' : ` (tier ${line.tier})`}`,
    ...figuresLine(line).flatMap(indented),
    ...(line.arithmetic ?? []).flatMap(indented),
    ...section(
      'What speaks against acting',
      gates.flatMap(({ gate, detail }) => indented(`${gate}: ${detail}`)),
    ),
    ...section('Could not be read', unread.flatMap(indented)),
    ...section(
      'Settings that would be changed',
      changes.map(({ key, from, to }) => `    ${key}: ${from ?? 'not set'} → ${to}`),
    ),
    ...(changes.length > 0 && line.root !== undefined
      ? section('Commands that would be run (none was)', [
          `    aws emr cancel-steps --cluster-id ${clusterId} --step-ids ${line.root}`,
          `    aws emr describe-step --cluster-id ${clusterId} --step-id ${line.root}   # until CANCELLED`,
          `    aws emr add-steps --cluster-id ${clusterId} --steps file://step.json   # the same step with the settings above`,
        ])
      : []),
  ].join('\n');
}
