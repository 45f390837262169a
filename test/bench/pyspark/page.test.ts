import { describe, expect, test } from 'vitest';
import { snippets } from '../../../bench/pyspark/page';

describe('snippets of a page', () => {
  test('are taken with their place, code and answer', () => {
    const text =
      'a\n\n```python\nprint(1)\n```\n\nb\n\n```text\n1\n```\n\n```python outside\nx\n```\n```text\ny\n```\n';
    expect(snippets(text)).toEqual([
      { line: 4, where: 'inside', code: 'print(1)\n', expected: '1\n' },
      { line: 14, where: 'outside', code: 'x\n', expected: 'y\n' },
    ]);
  });

  test('fails for a snippet that is compared with nothing', () => {
    expect(() => snippets('```python\nprint(1)\n```\n\n```sh\nls\n```\n')).toThrow('line 2: no text block');
    expect(() => snippets('```python\nprint(1)\n```\n')).toThrow('line 2: no text block');
  });
});
