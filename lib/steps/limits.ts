/** What EMR does when a step fails (API reference, StepConfig). */
export const ACTIONS_ON_FAILURE = ['CONTINUE', 'CANCEL_AND_WAIT', 'TERMINATE_CLUSTER', 'TERMINATE_JOB_FLOW'] as const;

export type ActionOnFailure = (typeof ACTIONS_ON_FAILURE)[number];

/** EMR's limit for the name of a step or a cluster, characters (API reference, StepConfig). */
export const MAX_NAME_CHARACTERS = 256;

/** EMR's limit for all strings of a step together, characters (API reference, AddJobFlowSteps). */
export const MAX_STEP_CHARACTERS = 10_240;

/** The parts of a step that count. */
interface StepStrings {
  readonly jar: string;
  readonly mainClass?: string;
  readonly args: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** What EMR counts of a step, characters: its jar, main class, arguments and properties. */
export function stepCharacters({ jar, mainClass = '', args, properties = {} }: StepStrings): number {
  return [jar, mainClass, ...args, ...Object.entries(properties).flat()].reduce((sum, one) => sum + one.length, 0);
}
