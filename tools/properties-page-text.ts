import { RESOURCE_VERDICTS, type Verdict, verdictPath } from './property-verdicts';
import { leafProperties } from './resource-spec';

/** docs/properties.md: every property of EMR's resources, the prop that gives it or the reason why none does, and what a change of it does. */
export function propertiesPageText(): string {
  return `${[
    '# Properties',
    '',
    '<!-- Written by `npm run properties-page`; a test holds it current. -->',
    '',
    "Every property of EMR's resources in CloudFormation's resource specification, and what gives it. A property that is refused has a reason; for what you still need there is",
    '`cluster.node.defaultChild`, the `CfnCluster`, to which plans and checks do not look.',
    '',
    'A change of what says **replaces** makes CloudFormation replace the resource: for the cluster, everything on HDFS and every running job are lost; a step runs again.',
    ...RESOURCE_VERDICTS.flatMap(({ type, madeBy, verdicts }) => [
      '',
      `## ${type}`,
      '',
      `Of ${madeBy}.`,
      '',
      '| property | given by | a change |',
      '|---|---|---|',
      ...rowsOf(type, verdicts),
    ]),
  ].join('\n')}\n`;
}

function rowsOf(type: string, verdicts: Readonly<Record<string, Verdict>>): string[] {
  const rows = leafProperties(type).map(({ path, replaces }) => {
    const at = verdictPath(verdicts, path) ?? path;
    return `| \`${at}\` | ${wordsFor(verdicts[at])} | ${replaces ? '**replaces**' : 'in place'} |`;
  });
  return [...new Set(rows)];
}

function wordsFor(verdict: Verdict | undefined): string {
  if (verdict === undefined) return '';
  if ('prop' in verdict) return `\`${verdict.prop}\``;
  if ('always' in verdict) return `always: ${verdict.always}`;
  return `refused: ${verdict.refused}`;
}
