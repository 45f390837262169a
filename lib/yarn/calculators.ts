import type { Calculator } from './types';

/** The setting of `capacity-scheduler` that names the resource calculator by its class. */
export const CALCULATOR_KEY = 'yarn.scheduler.capacity.resource-calculator';

const HADOOP = 'org.apache.hadoop.yarn.util.resource';

/** Hadoop's two calculators by their classes; YARN loads a class by its full name. */
export const CALCULATOR_CLASSES: Readonly<Record<Calculator, string>> = {
  default: `${HADOOP}.DefaultResourceCalculator`,
  dominant: `${HADOOP}.DominantResourceCalculator`,
};

/** The calculator of a class by its full name; undefined for one that is not Hadoop's. */
export function findCalculator(className: string): Calculator | undefined {
  if (className === CALCULATOR_CLASSES.dominant) return 'dominant';
  return className === CALCULATOR_CLASSES.default ? 'default' : undefined;
}

/** The calculator that a class of this name is meant to be, whatever its package: for configurations that are read and not acted on. */
export function findMeantCalculator(className: string): Calculator | undefined {
  return findCalculator(`${HADOOP}.${className.slice(className.lastIndexOf('.') + 1)}`);
}
