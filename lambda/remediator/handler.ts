import { createHandler, type Handler } from './create-handler';

export { createHandler } from './create-handler';
export { createExaminer } from './examine';
export { createOperator } from './operator';

let deployed: Handler | undefined;

/** The Lambda's entry: built at the first invocation, so that an environment error is logged as one. */
export const handler: Handler = async (event, context) => {
  deployed ??= createHandler({
    clock: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: (line) => process.stdout.write(`${line}\n`),
    environment: process.env,
  });
  return deployed(event, context);
};
