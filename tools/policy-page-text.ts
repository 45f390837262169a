import { RELATIONS, THRESHOLDS, type Threshold } from '../lib/remedy';

/** docs/policy.md: every threshold of the policy with its unit, default and bound. */
export function policyPageText(): string {
  const rows = Object.entries<Threshold>(THRESHOLDS).map(([name, threshold]) => {
    const cells = [`\`${name}\``, `\`${snakeCase(name)}\``, threshold.meaning, threshold.unit];
    return `| ${[...cells, String(threshold.default), String(threshold.min), String(threshold.max)].join(' | ')} |`;
  });
  return `${[
    '# Policy',
    '',
    '<!-- Written by `npm run policy-page`; a test holds it current. -->',
    '',
    'The numbers by which a remediator decides. Give those that are to differ in the prop `thresholds` of `StepRemediator`, as',
    '`RemediatorThresholds`; the construct hands them to the function as JSON in the variable `AUTOTUNE_POLICY`. [Remediation](remediation.md)',
    'says what they are for.',
    '',
    'A count is whole, and periods are those of the metrics of the cluster: 5 minutes, or 1 where EMR publishes every minute. A value outside its bounds',
    'is refused: the protocol was not tested with it.',
    '',
    '| TypeScript, Java, C#, Go, JSON | Python | what it decides | unit | default | at least | at most |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    'Further rules:',
    '',
    ...RELATIONS.map(({ rule }) => `- ${rule}`),
    '',
    '`successorsIndependent` (a prop of its own, `successors_independent` in Python; default `false`) is your word that steps which wait do not depend on',
    'the one that is resubmitted, and may start before it.',
  ].join('\n')}\n`;
}

/** As jsii names a property in Python. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
