import { DEFAULT_PRIMARY_TYPE, DEFAULT_RELEASE } from '../catalog';
import { ALLOW_KEY, OPT_IN_TAG, optInValue } from '../remedy';
import { parseScenario } from './scenario/parse';
import type { Scenario } from './scenario/types';

/**
 * Work of the brief's job, chosen so that the fat run takes "six hours and more": 3,700 slot-hours in 60,000 tasks on 574 slots are
 * 105 waves of 222 s, six and a half hours. Everything else in a rehearsal follows from the model.
 */
const BRIEF_SLOT_HOURS = 3700;

/** The fat step ends in minute 391; a remediator that looks from here on finds it six hours old. */
const LATE_MINUTE = 365;

/** The brief's stuck job: 82 r5.4xlarge, one fat executor on each, memory full and more than half of the cores idle. */
export function briefScenario(): Scenario {
  return parseScenario({
    schemaVersion: 1,
    name: 'the stuck join',
    release: DEFAULT_RELEASE,
    nodes: [{ instanceType: 'r5.4xlarge', count: 82 }],
    primary: DEFAULT_PRIMARY_TYPE,
    calculator: 'dominant',
    tags: { [OPT_IN_TAG]: optInValue('rehearsal') },
    mode: 'remediate',
    watchFromMinutes: 0,
    steps: [
      {
        name: 'join on CUSIP and EFFECTIVEDATE',
        args: [
          'spark-submit',
          '--deploy-mode',
          'client',
          '--executor-memory',
          '101053m',
          '--executor-cores',
          '7',
          '--conf',
          'spark.executor.memoryOverhead=18947m',
          '--conf',
          'spark.sql.shuffle.partitions=60000',
          '--conf',
          `${ALLOW_KEY}=true`,
          's3://example-bucket/join.py',
          '--left',
          's3://example-bucket/positions/',
          '--right',
          's3://example-bucket/prices/',
          '--output',
          's3://example-bucket/joined/',
        ],
        work: { slotHours: BRIEF_SLOT_HOURS },
      },
    ],
  });
}

/** The same job, first looked at after six hours: too near its end to restart. */
export function briefScenarioLate(): Scenario {
  return { ...briefScenario(), name: 'the stuck join, found after six hours', watchFromMinutes: LATE_MINUTE };
}

/** Four times the work, found after the same six hours: a restart would still be done long before it. */
const LONG_SLOT_HOURS = 4 * BRIEF_SLOT_HOURS;

/** A job of 26 hours, first looked at after six. */
export function briefScenarioLong(): Scenario {
  const scenario = briefScenario();
  return {
    ...scenario,
    name: 'a join of 26 hours, found after six',
    watchFromMinutes: LATE_MINUTE,
    steps: scenario.steps.map((step) => ({ ...step, work: { ...step.work, slotHours: LONG_SLOT_HOURS } })),
  };
}
