import type { Outcome } from './clients';

/** The page of transcripts: what each client asked and got. Nothing in it changes from run to run. */
export function toPage(runs: readonly { readonly name: string; readonly outcome: Outcome }[]): string {
  const parts = runs.map(
    ({ name, outcome: { transcript } }) => `## ${name}\n\n\`\`\`text\n${transcript.join('\n')}\n\`\`\`\n`,
  );
  return `${HEAD}\n${parts.join('\n')}`;
}

const HEAD = `# Clients of the local EMR

Unmodified clients against \`emr-autotune serve --clock 20x --elapsed 120\`, pointed at it by environment variables alone. Written by \`npm run check:clients\`, which
installs them and fails where one line is not what it should be. Each line is a call and what the client made of the answer; what has to wait for the cluster says so.
With \`--broken\` the same clients meet servers that answer wrongly in one way each, and have to notice.

[How to start the server](simulator.md#as-a-server)
`;
