import { expect, test } from 'vitest';
import type { Scenario } from '../../lib/simulator/scenario/types';
import { briefScenario } from '../../lib/simulator/scenarios';
import { decisions, watching } from './virtual-cluster';

/** Different in every place, so that a leak names its source. */
const canary = (place: string) => `Canary${place}7f3a`;
/** Also what opens the web interfaces to Spark, and where these are. */
const CANARY = /canary[a-z]+7f3a|REHEARSAL-(TOKEN|SESSION)|authToken|https?:/gi;

function secretive(...more: string[]): Scenario {
  const scenario = briefScenario();
  const [step] = scenario.steps;
  if (step === undefined) throw new Error('the scenario has no step');
  const script = step.args.findIndex((arg) => arg.endsWith('.py'));
  const args = [
    ...step.args.slice(0, script),
    '--conf',
    `spark.hadoop.fs.s3a.secret.key=${canary('Conf')}`,
    '--conf',
    `spark.yarn.tags=${canary('YarnTag')}`,
    '--name',
    canary('AppName'),
    '--conf',
    `spark.hadoop.${canary('Key')}=1`,
    ...more,
    `s3://bucket/${canary('Script')}.py`,
    '--password',
    canary('Argument'),
  ];
  return {
    ...scenario,
    tags: { ...scenario.tags, team: canary('ClusterTag') },
    steps: [{ ...step, name: canary('StepName'), args }],
  };
}

async function leaks(scenario: Scenario, minutes: readonly number[]) {
  const seen = await watching(scenario, async ({ tick, moveTo }) => {
    for (const minute of minutes) {
      moveTo(minute);
      await tick();
    }
  });
  const written = [...seen.lines, JSON.stringify(seen.items), JSON.stringify(seen.published)].join('\n');
  return { seen, found: written.match(CANARY) ?? [] };
}

test.each([
  [
    'an executor size that is no size',
    ['--conf', `spark.executor.memory=${canary('Size')}`, '--executor-memory', canary('Flag')],
  ],
  ['an opt-out with a value nobody understands', ['--conf', `spark.emrautotune.doNotDisrupt=${canary('OptOut')}`]],
  ['a deploy mode that does not exist', ['--conf', `spark.submit.deployMode=${canary('Mode')}`]],
  ['a properties file', ['--properties-file', `/tmp/${canary('File')}`]],
  ['partitions that are no number', ['--conf', `spark.sql.shuffle.partitions=${canary('Partitions')}`]],
])('no argument, name or tag gets into a line or the ledger where a step is refused for %s', async (_, more) => {
  const { seen, found } = await leaks(secretive(...more), [40, 45]);
  expect(decisions(seen).length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
