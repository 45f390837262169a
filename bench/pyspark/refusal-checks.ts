import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuoted } from '../../lib/render';
import { shell, WORK } from './tools';
import type { Verdicts } from './verdicts';

const JOIN = join(__dirname, '..', '..', 'examples', 'join', 'join.py');
const LEFT = join(WORK, 'tables', 'left');
const RIGHT = join(WORK, 'tables', 'right');

/** Tables that cannot be joined, written without Spark. */
const BAD_TABLES = `
import os
import pyarrow as arrow, pyarrow.parquet as parquet
for name, columns in {
    "no-date": {"CUSIP": ["A"], "PRICE": [1]},
    "text-date": {"CUSIP": ["A"], "EFFECTIVEDATE": ["2024-01-01"]},
}.items():
    os.makedirs(name)
    parquet.write_table(arrow.table(columns), os.path.join(name, "part.parquet"))
`;

/** Bad arguments and tables end with exit code 2 and one line, before anything is overwritten. */
export function checkRefusals(verdicts: Verdicts): void {
  shell(`python -c ${shellQuoted(BAD_TABLES)}`);
  const output = join(WORK, 'refused');
  const cases: [name: string, args: string[], line: RegExp][] = [
    [
      'no partitions',
      [LEFT, RIGHT, output, '--partitions', '0'],
      /^join\.py: error: .*must be a whole number from 1, got 0$/m,
    ],
    ['no such table', [LEFT, join(WORK, 'nowhere'), output], /^join\.py: \S*nowhere cannot be read as Parquet: /m],
    [
      'a table without a key',
      [LEFT, join(WORK, 'no-date'), output],
      /^join\.py: \S+ has no column EFFECTIVEDATE; it has CUSIP, PRICE$/m,
    ],
    [
      'keys of two types',
      [LEFT, join(WORK, 'text-date'), output],
      /^join\.py: EFFECTIVEDATE is date in \S+ and string in /m,
    ],
    [
      'output over an input',
      [LEFT, RIGHT, `${LEFT}/`],
      /^join\.py: OUTPUT \S+ is overwritten and must lie apart from the input /m,
    ],
  ];
  const inputs = () => readdirSync(LEFT).sort().join();
  const before = inputs();
  for (const [name, args, line] of cases) {
    const { code, stdout, stderr } = shell(
      `spark-submit --master 'local[1]' ${[JOIN, ...args].map(shellQuoted).join(' ')}`,
    );
    // spark-submit hands on both of Python's streams as its own stdout.
    const said = line.exec(stdout)?.[0];
    const traceback = /^Traceback/m.test(stdout + stderr);
    verdicts.check(
      `refused: ${name}`,
      code === 2 && said !== undefined && !traceback && !existsSync(output) && inputs() === before,
      `exit ${code}; ${said ?? 'not the line that was expected'}${traceback ? '; a traceback' : ''}`,
    );
  }
}
