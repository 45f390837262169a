import { call } from './support';

interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string;
}

/** The IAM statements in a command's help text. */
export async function statementsOf(command: string): Promise<Statement[]> {
  const { out } = await call([command, '--help']);
  const [, text = ''] = /IAM statements [\w ]+:\n([\s\S]*?\})\n(?:\n|Without)/.exec(out) ?? [];
  return JSON.parse(`[${text}]`) as Statement[];
}
