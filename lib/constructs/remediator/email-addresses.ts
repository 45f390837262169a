import { Token } from 'aws-cdk-lib';
import { InputError } from '../../errors';
import type { StepRemediatorProps } from './step-remediator-props';

/** What has a chance to be delivered; whether it is, only the confirmation tells that SNS sends. */
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/;

/**
 * The addresses that are notified; one of a parameter is known at deployment only.
 *
 * @throws InputError for what is no address, and for one that is given twice
 */
export function emailAddresses({ emailAddresses: given = [] }: StepRemediatorProps): readonly string[] {
  if (Token.isUnresolved(given)) {
    throw new InputError(
      'unresolved',
      '`emailAddresses` must be a list that is known at synthesis; each address in it may be a token',
    );
  }
  const known = given.filter((address) => !Token.isUnresolved(address));
  for (const address of known) {
    if (ADDRESS.test(address)) continue;
    throw new InputError('bad-address', `\`emailAddresses\` must be such as on-call@example.com, got "${address}"`);
  }
  const same = known.find((one, i) => known.findIndex((other) => other.toLowerCase() === one.toLowerCase()) !== i);
  if (same !== undefined) {
    throw new InputError('bad-address', `\`emailAddresses\` must not name an address twice, got "${same}" again`);
  }
  return given;
}
