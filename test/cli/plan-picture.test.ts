import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { call } from './support';

async function written(line: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const { code, err } = await call(line.split(' '), { writeFile: (path, text) => files.set(path, text) });
  expect([code, err]).toEqual([0, '']);
  return files;
}

describe('plan --svg and --html', () => {
  test('draw a node of each type, beside the output that is asked for', async () => {
    const files = await written(
      'plan --core m5.4xlarge:10 --task r5.4xlarge:20 --svg node.svg --html plan.html --json',
    );
    expect([...files.keys()]).toEqual(['node.svg', 'plan.html']);
    const description = /<desc[^>]*>(.*)<\/desc>/.exec(files.get('node.svg') ?? '')?.[1];
    expect(description).toMatch(/m5\.4xlarge: 4 executors .*r5\.4xlarge: 4 executors/);
  });

  test('make a page that needs no other file, with every setting and its reason', async () => {
    const files = await written('plan --core r5.4xlarge:82 --html plan.html --conf spark.app.name=<b>&');
    const html = files.get('plan.html') ?? '';
    const { document } = parseHTML(html);
    const rows = [...document.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
    );
    const reasonOf = (key: string) => rows.find(([name]) => name === key);
    expect(reasonOf('spark.executor.memory')).toEqual([
      'spark.executor.memory',
      '25870m',
      expect.stringMatching(/.{20}/),
    ]);
    expect(reasonOf('spark.app.name')?.[1]).toBe('<b>&');
    expect(document.querySelectorAll('svg, h2').length).toBeGreaterThan(3);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|<img/);
  });

  test('fail with one line where the file cannot be written, and beside --compare', async () => {
    const writeFile = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    const refused = await call('plan --core r5.4xlarge:3 --svg /node.svg'.split(' '), { writeFile });
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toBe('emr-autotune: --svg /node.svg cannot be written (EACCES); give the path of a file\n');
    expect((await call('plan --compare r5.4xlarge:3 m5.xlarge:3 --svg x'.split(' '))).code).toBe(2);
  });
});
