import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { RemediatorThresholds } from '../../../lib';
import { THRESHOLDS, type Threshold, type ThresholdName } from '../../../lib/remedy';

// The compiler refuses this file where the interface lacks a threshold, has one more, or another type.
const NONE_MISSING = (given: Required<RemediatorThresholds>): Record<ThresholdName, number> => given;
const NONE_MORE: Record<Exclude<keyof RemediatorThresholds, ThresholdName>, never> = {};

const FILE = join(__dirname, '..', '..', '..', 'lib', 'constructs', 'remediator', 'remediator-thresholds.ts');

interface Documented {
  readonly name: string;
  readonly text: string;
  readonly default?: string;
}

/** The properties of the interface as its source has them, with their documentation. */
function documented(): Documented[] {
  const file = ts.createSourceFile(FILE, readFileSync(FILE, 'utf8'), ts.ScriptTarget.ES2022, true);
  return file.statements.filter(ts.isInterfaceDeclaration).flatMap(({ members }) =>
    members.map((member) => {
      const [docs] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
      const [tag] = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === 'default');
      return {
        name: member.name?.getText(file) ?? '',
        text: ts.getTextOfJSDocComment(docs?.comment) ?? '',
        default: ts.getTextOfJSDocComment(tag?.comment),
      };
    }),
  );
}

const properties = documented();

test('the thresholds of the construct are those of the policy, in the same order', () => {
  expect([NONE_MISSING, NONE_MORE]).toBeDefined();
  expect(properties.map(({ name }) => name)).toEqual(Object.keys(THRESHOLDS));
});

test.each(Object.entries<Threshold>(THRESHOLDS))(
  '%s is documented with its meaning, unit, bounds and default',
  (name, threshold) => {
    const property = properties.find((one) => one.name === name);
    const { meaning, unit, min, max } = threshold;
    const unitText = { count: 'Whole number', periods: 'Periods of the metrics' }[unit as string];
    const said = unitText ?? `${unit[0]?.toUpperCase()}${unit.slice(1)}`;
    expect(property).toEqual({
      name,
      text: `${meaning}. ${said}, ${min} to ${max}.`,
      default: String(threshold.default),
    });
  },
);
