import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InputError } from '../errors';
import { closestKey, isOpenFamily, knownKey } from '../spark';
import { warn } from './checks';

/** @throws InputError for a key that does not begin with "spark." */
export function checkSparkKeys(prop: string, settings: { readonly [key: string]: string } = {}): void {
  const foreign = Object.keys(settings).find((key) => !Token.isUnresolved(key) && !key.startsWith('spark.'));
  if (foreign === undefined) return;
  throw new InputError(
    'bad-setting',
    `\`${prop}\` keys must begin with "spark.", got ${foreign}; Spark ignores all others`,
  );
}

/** Warns of keys that are probably misspelt: no version of Spark reads them, and they resemble one that it reads. */
export function warnOfSparkKeys(
  scope: IConstruct,
  prop: string,
  settings: { readonly [key: string]: string } = {},
): void {
  for (const key of Object.keys(settings)) {
    if (Token.isUnresolved(key) || knownKey(key) !== undefined || isOpenFamily(key)) continue;
    const meant = closestKey(key);
    if (meant === undefined) continue;
    warn(scope, 'misspelt-setting', `\`${prop}\` sets ${key}, which Spark does not read; did you mean ${meant.key}?`);
  }
}
