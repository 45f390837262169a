import fc from 'fast-check';

const AWKWARD = [
  ...['', ' ', '  two  spaces ', '\t', '\n', 'line\nline\n', '\r\n', '-', '--', '---', '-c', '-n', '-e', '--help', '='],
  ...["'", '"', `'"'"'`, '`id`', '$(touch "$WORLD/owned")', `\${IFS}`, '$HOME', '$@', '$1', '$$', '!!', '~', '~root'],
  ...[
    '\\',
    '\\\\',
    '\\n',
    '\\0',
    'a\\',
    '*',
    '?',
    '[a-z]*',
    '{a,b}',
    '/*',
    './*',
    '#',
    'a #b',
    ';',
    '&',
    '&& id',
    '| id',
  ],
  ...[
    '>',
    '> owned',
    '<',
    '(',
    ')',
    '%s',
    '%n%d',
    'é',
    '日本語',
    '🙂',
    '\u2028',
    '\u00a0',
    '\u0001',
    '\u007f',
    '\ufeff',
  ],
  ...['g_wait', 'emr-autotune-guard', 'v1', 's-ROOT:1', '-- spark-submit', 'x'.repeat(10_240), `"${"'".repeat(5000)}`],
];
const awkward = fc.array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'binary', maxLength: 6 })), {
  maxLength: 4,
});
const isPossible = (text: string): boolean => !text.includes('\0') && Buffer.from(text).toString() === text;
/** Every awkward word of a shell, and a thousand that are put together of them. */
export const words = (seed: number): string[] => [
  ...AWKWARD,
  ...fc.sample(awkward.map((parts) => parts.join('').slice(0, 200)).filter(isPossible), { numRuns: 1000, seed }),
];
