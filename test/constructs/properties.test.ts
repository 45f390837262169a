import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { propertiesPageText } from '../../tools/properties-page-text';
import { RESOURCE_VERDICTS, verdictPath } from '../../tools/property-verdicts';
import { leafProperties } from '../../tools/resource-spec';
import { FLAGS, QUIET, ROOT, resources, temporaryDirectory } from './synth';
import { synthesiseVariants } from './variants';

/** The paths of everything that a value of a template holds, without the keys of maps whose names are the user's. */
function pathsIn(value: unknown, known: ReadonlySet<string>, parents: readonly string[] = []): string[] {
  const path = parents.join('.');
  if (known.has(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, known, parents));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, known, [...parents, key]));
}

describe.each(RESOURCE_VERDICTS)('the properties of $type', ({ type, verdicts }) => {
  const paths = new Set(leafProperties(type).map(({ path }) => path));

  test('all have a verdict: a prop, a value that is always written, or a refusal with its reason', () => {
    expect([...paths].filter((path) => verdictPath(verdicts, path) === undefined)).toEqual([]);
  });

  test('are all there that have a verdict', () => {
    const judged = new Set([...paths].map((path) => verdictPath(verdicts, path)));
    expect(Object.keys(verdicts).filter((path) => !judged.has(path))).toEqual([]);
  });
});

describe('templates', () => {
  const written = new Map<string, Set<string>>();

  beforeAll(() => {
    const templates = synthesiseVariants(temporaryDirectory(), { ...FLAGS, ...QUIET });
    for (const { type } of RESOURCE_VERDICTS) {
      const known = new Set(leafProperties(type).map(({ path }) => path));
      const found = [...templates.values()].flatMap((template) =>
        resources(template, type).flatMap(({ Properties }) => pathsIn(Properties, known)),
      );
      written.set(type, new Set(found));
    }
  });

  test.each(RESOURCE_VERDICTS)(
    'of the variants write every property of $type that is not refused, and no other',
    ({ type, verdicts }) => {
      const expected = leafProperties(type)
        .map(({ path }) => path)
        .filter((path) => !('refused' in (verdicts[verdictPath(verdicts, path) ?? ''] ?? {})));

      expect([...(written.get(type) ?? [])].sort()).toEqual(expected.sort());
    },
  );
});

test('docs/properties.md says so: npm run properties-page', () => {
  expect(readFileSync(join(ROOT, 'docs', 'properties.md'), 'utf8')).toBe(propertiesPageText());
});
