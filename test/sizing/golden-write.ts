/**
 * Writes down the numbers of a sizing version that has none yet, and rows of instance types that are new: `npm run golden`. What is written
 * stays as it is; where the engine no longer gives it, nothing is written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DEFAULT_SIZING_VERSION } from '../../lib/sizing';
import { movedPlans, movedRows, verdict } from './golden-differences';
import { goldenPlans, HEAD, plansPath, tablePath, tableRows } from './golden-tables';

const { label } = DEFAULT_SIZING_VERSION;
const rows = tableRows(DEFAULT_SIZING_VERSION);
const plans = goldenPlans(DEFAULT_SIZING_VERSION);
const before = existsSync(tablePath(label))
  ? readFileSync(tablePath(label), 'utf8').trimEnd().split('\n').slice(1)
  : [];
const plansBefore = existsSync(plansPath(label)) ? JSON.parse(readFileSync(plansPath(label), 'utf8')) : {};
const moved = [...movedRows(before, rows), ...movedPlans(plansBefore, plans)];
if (moved.length > 0) {
  process.stderr.write(
    `${verdict(label, moved, `the numbers of ${rows.length} instance types and ${Object.keys(plans).length} plans`)}\n`,
  );
  process.exitCode = 1;
} else {
  writeFileSync(tablePath(label), `${[HEAD, ...rows].join('\n')}\n`);
  writeFileSync(plansPath(label), `${JSON.stringify(plans, undefined, 1)}\n`);
}
