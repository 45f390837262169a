import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OracleFailure } from '../tools';
import type { FakeAws } from './fake-aws';

const CDK = join(__dirname, '..', '..', 'node_modules', '.bin', 'cdk');

/**
 * What a command of the CDK says on a fake AWS, without colours.
 *
 * @throws OracleFailure where it fails
 */
export function cdk({ env, errors }: FakeAws, args: readonly string[]): string {
  const done = spawnSync(CDK, [...args, '--no-notices'], { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const said = `${done.stdout}${done.stderr}`;
  if (done.status === 0) return said;
  const served = errors()
    .split('\n')
    .filter((line) => !/ "(GET|POST|PUT|HEAD|DELETE) /.test(line));
  process.stderr.write(`${said}${served.slice(-40).join('\n')}\n`);
  throw new OracleFailure(`cdk ${args.join(' ')} failed; it says why above`);
}
