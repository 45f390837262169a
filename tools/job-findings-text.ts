import { JOB_RULES } from '../lib/diagnosis';

/** docs/job-findings.md: what the rules on a job find, above which threshold, and where that comes from. */
export function jobFindingsText(): string {
  const rows = JOB_RULES.map(({ id, finds, source }) => `| \`${id}\` | ${finds} | ${source} |`);
  return `${[
    '# Findings on a job',
    '',
    '<!-- Written by `npm run job-findings`; a test holds it current. -->',
    '',
    'What `analyze` and `diagnose --cluster` look for in what a job says about itself. Each rule finds something, says that there is nothing, or says why the figures do not tell',
    '([how they are meant](analyze.md#how-the-figures-are-meant)).',
    '',
    '| finding | what is found | where the threshold comes from |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
