import type { Retune } from '../sizing';
import type { DeployMode } from '../spark';
import { CALCULATOR_CLASSES, CALCULATOR_KEY, type Calculator } from '../yarn';
import {
  type EmrConfiguration,
  type SettingEntries,
  settingsToPySpark,
  settingsToSparkDefaults,
  settingsToSparkSubmit,
} from './plan-configuration';

/** Forms in which a cure is pasted. */
export const CURE_FORMATS = ['spark-submit', 'step', 'spark-defaults', 'classification', 'pyspark'] as const;

export type CureFormat = (typeof CURE_FORMATS)[number];

/** A cure and what the forms of it depend on. */
export interface CureToPaste {
  readonly changes: Retune['changes'];
  readonly deployMode: DeployMode;
  /** The one in force; undefined where it is not known. */
  readonly calculator?: Calculator;
}

/** The settings of a cure for the job's next run, in one form. No newline at the end. */
export function cureToPaste(cure: CureToPaste, format: CureFormat): string {
  const settings: SettingEntries = cure.changes.map(({ key, to }) => [key, to] as const);
  switch (format) {
    case 'spark-submit':
      return settingsToSparkSubmit(settings, cure.deployMode);
    case 'step':
      return inJson([stepWith(settings, cure.deployMode)]);
    case 'spark-defaults':
      return settingsToSparkDefaults(settings);
    case 'classification':
      return inJson(classificationsWith(settings, cure.calculator));
    case 'pyspark':
      return settingsToPySpark(settings);
  }
}

const inJson = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** As `aws emr add-steps --steps file://step.json` takes it. */
function stepWith(settings: SettingEntries, deployMode: DeployMode) {
  const conf = settings.flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
  return {
    Type: 'CUSTOM_JAR',
    Name: 'YOUR_STEP',
    ActionOnFailure: 'CONTINUE',
    Jar: 'command-runner.jar',
    Args: ['spark-submit', '--deploy-mode', deployMode, ...conf, 'YOUR_APPLICATION'],
  };
}

/** The dominant calculator belongs to it, unless it is in force: under the default one nothing keeps executors to the cores of a node. */
function classificationsWith(settings: SettingEntries, calculator: Calculator | undefined): EmrConfiguration[] {
  const sparkDefaults = { Classification: 'spark-defaults', Properties: Object.fromEntries(settings) };
  if (calculator === 'dominant') return [sparkDefaults];
  const properties = { [CALCULATOR_KEY]: CALCULATOR_CLASSES.dominant };
  return [sparkDefaults, { Classification: 'capacity-scheduler', Properties: properties }];
}
