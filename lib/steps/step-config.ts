import { InputError } from '../errors';
import type { ActionOnFailure } from './limits';

/** A step as DescribeStep gives it; the fields of EMR's API. */
export interface DescribedStep {
  readonly Name?: string;
  readonly Config?: {
    readonly Jar?: string;
    readonly MainClass?: string;
    readonly Args?: readonly string[];
    readonly Properties?: Readonly<Record<string, string>>;
  };
  readonly ActionOnFailure?: ActionOnFailure;
  readonly ExecutionRoleArn?: string;
  readonly LogUri?: string;
  readonly EncryptionKeyArn?: string;
}

/** A step as AddJobFlowSteps takes it; the fields of EMR's API. */
export interface StepConfigInput {
  Name: string;
  ActionOnFailure?: ActionOnFailure;
  HadoopJarStep: {
    Jar: string;
    MainClass?: string;
    Args: string[];
    Properties?: { Key: string; Value: string }[];
  };
  StepMonitoringConfiguration?: { S3MonitoringConfiguration: { LogUri?: string; EncryptionKeyArn?: string } };
}

/**
 * The request to AddJobFlowSteps that runs a described step again with these arguments: name, jar, main class, properties (a map in the
 * answer, a list in the request), action on failure and log settings are carried over.
 *
 * The execution role is a parameter of the whole request, not of the step, and is left out.
 *
 * @throws InputError `incomplete-step` where the description has no name or jar
 */
export function toStepConfig(step: DescribedStep, args: readonly string[]): StepConfigInput {
  const { Jar, MainClass, Properties } = step.Config ?? {};
  if (!step.Name || !Jar) {
    throw new InputError('incomplete-step', 'the described step has no name or no jar; read it with DescribeStep');
  }
  const properties = Object.entries(Properties ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const logs = { ...given('LogUri', step.LogUri), ...given('EncryptionKeyArn', step.EncryptionKeyArn) };
  return {
    Name: step.Name,
    ...given('ActionOnFailure', step.ActionOnFailure),
    HadoopJarStep: {
      Jar,
      ...given('MainClass', MainClass),
      Args: [...args],
      ...(properties.length > 0 ? { Properties: properties } : {}),
    },
    ...(Object.keys(logs).length > 0 ? { StepMonitoringConfiguration: { S3MonitoringConfiguration: logs } } : {}),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
