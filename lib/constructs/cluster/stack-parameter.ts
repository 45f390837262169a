import { CfnParameter, type CfnParameterProps, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InputError, shown } from '../../errors';
import { readablePath } from '../readable-path';

/** @throws InputError for a name that CloudFormation refuses */
export function checkParameterName(name: string | undefined): void {
  if (name === undefined || /^[A-Za-z0-9]{1,255}$/.test(name)) return;
  throw new InputError('bad-name', `\`parameterName\` must be letters and digits, got ${shown(name)}`);
}

/**
 * Adds a parameter, which people type on `cdk deploy --parameters`: so without the hash that logical ids end with, and to the outermost stack,
 * as no other can be given one at deployment.
 *
 * @param given the name, if it is not to follow from the path
 * @param wayOut how another name is given: `NodeCount.parameter({ …, parameterName: '…' })`
 * @throws InputError where another parameter of the stack has the name
 */
export function newStackParameter(
  scope: Construct,
  id: string,
  { given, wayOut, ...props }: CfnParameterProps & { readonly given?: string; readonly wayOut: string },
): CfnParameter {
  const path = readablePath(scope, id);
  const { stack } = path;
  const name = given ?? path.name;
  const owner = parameterNamed(stack, name);
  if (owner !== undefined) {
    throw new InputError(
      'bad-name',
      `${scope.node.path} needs a parameter ${name}, but ${owner.node.path} has that name; give one of them another: ${wayOut}`,
    );
  }
  const own = stack === Stack.of(scope);
  const parameter = new CfnParameter(own ? scope : stack, own ? id : name, props);
  parameter.overrideLogicalId(name);
  return parameter;
}

function parameterNamed(stack: Stack, name: string): CfnParameter | undefined {
  return stack.node
    .findAll()
    .find((child): child is CfnParameter => child instanceof CfnParameter && stack.resolve(child.logicalId) === name);
}
