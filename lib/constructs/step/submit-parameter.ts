import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import type { SparkApplicationProps } from './spark-application';

/** Parameter Store's limit of a standard value, and of an advanced one, which is billed. */
const MAX_STANDARD_BYTES = 4_096;
const MAX_ADVANCED_BYTES = 8_192;

/** A job that is submitted elsewhere, and the value of Parameter Store that has its arguments. */
export interface SparkSubmitParameterOptions extends SparkApplicationProps {
  /**
   * The name of the parameter, such as `/jobs/join`.
   *
   * @default - from CloudFormation
   */
  readonly parameterName?: string;
}

/** @throws InputError for arguments that Parameter Store cannot hold */
export function newSubmitParameter(
  scope: Construct,
  id: string,
  args: readonly string[],
  { parameterName, application }: SparkSubmitParameterOptions,
): ssm.StringParameter {
  const bytes = Buffer.byteLength(JSON.stringify(args));
  if (bytes > MAX_ADVANCED_BYTES) {
    throw new InputError(
      'argument-too-long',
      `the arguments must have at most ${MAX_ADVANCED_BYTES} bytes as JSON to fit a parameter, got ${bytes}; pass long input as a file`,
    );
  }
  return new ssm.StringParameter(scope, id, {
    parameterName,
    description: `Arguments of ${application}, as a JSON list`,
    stringValue: Stack.of(scope).toJsonString(args),
    tier: bytes > MAX_STANDARD_BYTES ? ssm.ParameterTier.ADVANCED : ssm.ParameterTier.STANDARD,
  });
}
